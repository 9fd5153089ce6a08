package dev.catalyst.llm.offline;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The words by which a prompt's sentences are read. */
final class Vocabulary {

    static final Set<String> DETERMINERS =
            words(
                    "a an the my our your his her its their some any one each every all this that these those"
                            + " another many multiple several various two three four five both");

    /** Words for things in general: "two entities: books and authors", "an inventory of items". */
    static final Set<String> KINDS_OF_THINGS =
            words(
                    "entity entities table tables resource resources model models type types kind kinds");

    static final Set<String> ANYTHING = words("items entries things records objects");

    /** Before a noun, these make it a single thing. */
    static final Set<String> SINGLE = words("a an each every one another");

    /** What makes the next word a verb. */
    static final Set<String> BEFORE_VERBS =
            words("to can could should will me us i we you helps lets");

    /** How a request begins before it says what it wants. */
    static final Set<String> LEADS =
            words(
                    """
                    please kindly hey hi hello ok okay dear so now just also i we you us me would like want wants need needs
                    d ll could can will should must shall let lets help helps to have has get give builds building create creates
                    creating makes making write develop developing generate implement produce provide craft construct deliver
                    prepare scaffold ship put together up come catalyst be able looking for am is m re it they there who
                    that thanks quickly compose design build make
                    """);

    /** Leads that are nouns too, unless a determiner follows. */
    static final Set<String> LEADS_OR_NOUNS = words("code show program set start draft test plan");

    /** Who wants something, if a modal verb follows. */
    static final Set<String> PEOPLE = words("user users people customer customers team everyone");

    static final Set<String> MODALS =
            words("can could should must may will want wants need needs shall");

    /** Leads that ask for a text as often as for an application. */
    static final Set<String> WRITING = words("write compose draft give show");

    /** What a prompt that asks for something else begins with. */
    static final Set<String> OTHER_REQUESTS =
            words(
                    """
                    prove explain translate summarize summarise solve calculate compute fix refactor debug tell answer analyze
                    analyse discuss derive draw sing convert ignore disregard forget describe define compare evaluate find
                    predict simulate imagine pretend act repeat optimize optimise hack crack train delete remove what why who
                    whom whose when where which how is are was were do does did should would am
                    """);

    /** Verbs of keeping records that only a noun of several can follow, or a determiner. */
    static final Set<String> KEEPING =
            words(
                    """
                    track tracks tracking manage manages managing organize organizes organizing organise organises organising
                    store stores storing keep keeps keeping record records recording collect collects collecting save saves
                    saving maintain maintains maintaining log logs logging catalog catalogs cataloging catalogue catalogues
                    cataloguing list lists listing add adds adding monitor monitors monitoring handle handles handling
                    remember remembers plan plans planning register registers registering administer document documents
                    review rate save browse view hold holds holding hosts
                    """);

    /** Verbs of keeping whose object may be a field: "that stores title and year". */
    static final Set<String> STORING =
            words(
                    "store stores record records track tracks keep keeps save saves list lists hold holds show shows");

    /** Nouns for what is built; alone they name nothing that it would keep. */
    static final Set<String> PRODUCTS =
            words(
                    "app apps application applications website webapp api site software system platform portal dashboard crud");

    /** Nouns that may frame things, as "a place for books" does, or be things themselves. */
    static final Set<String> LOOSE_FRAMES =
            words(
                    "tool service program place thing something solution page following shop store space way");

    /**
     * Products of which "a ticket system" says that tickets are kept; a ticket service may do
     * anything.
     */
    static final Set<String> RECORD_PRODUCTS =
            words("app apps application applications webapp system website site software api");

    /** Nouns for what holds many things: the word before one is the thing. */
    static final Set<String> CONTAINERS =
            words(
                    """
                    book tracker watchlist manager directory list organizer organiser catalog catalogue collection log logger
                    diary journal registry register database db library planner board index archive repository inventory
                    ledger calendar scheduler schedule keeper vault box notebook wishlist playlist album gallery roster
                    binder checklist management tracking taking keeping planning administration
                    """);

    /** Containers that are things as well. */
    static final Set<String> CONTAINED_THINGS =
            words("book box album board playlist notebook calendar");

    /** Before a container they tell of its use, not of what it holds. */
    static final Set<String> USES =
            words("watch check play reading shopping packing bucket to-read");

    /** Adjectives and techniques before a noun that name no thing. */
    static final Set<String> DECORATION =
            words(
                    """
                    simple small tiny basic minimal minimalist minimalistic little new nice clean modern beautiful personal
                    lightweight quick easy good great neat elegant fancy cool awesome professional private responsive local
                    working complete functional fully full-stack fullstack full stack self-hosted selfhosted hosted single
                    short plain proper robust secure fast reliable friendly user-friendly complete tested well real useful
                    handy straightforward classic mini micro web web-based webbased based browser online offline rest restful http html
                    json crud java javascript python mobile desktop android ios open-source opensource free single-page
                    production-ready ready very really super multi-user
                    """);

    /**
     * Nouns of behaviour: an application of that name keeps no records, unless fields are named.
     */
    static final Set<String> BEHAVIOURS =
            words(
                    """
                    chat weather calculator camera clock timer stopwatch game chess tetris snake sudoku music video map maps
                    navigation messenger editor paint translator converter scanner player vpn ai chatbot bot world hello
                    compiler interpreter operating kernel network engine emulator search hypothesis theorem proof essay poem
                    physics mathematics social finance file blockchain crypto terminal shell type distributed recommendation
                    expert number solar portfolio landing machine learning neural
                    """);

    /** Things that are programs or arguments whatever parts are named. */
    static final Set<String> NEVER =
            words(
                    """
                    compiler interpreter lexer parser proof theorem kernel emulator chatbot blockchain transformer
                    cryptocurrency antivirus bootloader hypothesis conjecture
                    """);

    /** Texts: not records when somebody asks to write one. */
    static final Set<String> TEXTS =
            words(
                    """
                    essay poem haiku sonnet limerick story song letter article paper thesis dissertation speech joke script
                    function algorithm regex novel report email tweet post blog summary tutorial guide query answer lyrics
                    program code class method book
                    """);

    /**
     * What a prompt may ask of the application that is no field; it has it anyway, or cannot have
     * it.
     */
    static final Set<String> EXTRAS =
            words(
                    """
                    ui|gui|user interface|web interface|web ui|interface|rest api|api|http api|json api|web page|html page
                    webpage|frontend|front end|backend|back end|crud|crud operations|crud functionality|validation
                    input validation|unit tests|tests|test coverage|persistence|file storage|persistent storage
                    data persistence|dark mode|authentication|authorization|user authentication|docker|documentation
                    error handling|pagination|search functionality|clean code|good tests|html|css|javascript|java|python
                    more|so on|so forth|others|similar|such|nothing else|the like|anything else|everything
                    """
                            .replace("\n", "|"),
                    "\\|");

    /** Words that are fields wherever they stand. */
    static final Set<String> USUAL_FIELDS = words("name title description email price amount date");

    static final Set<String> FIELD_NOUNS =
            words("field fields attribute attributes property properties column columns");

    /** Words before a field's own words. */
    static final Set<String> FIELD_FILLERS =
            words(
                    "a an the its their his her my your our some any one also optionally then finally both maybe perhaps"
                            + " optional following these least at of course as well just plus only");

    /** What ends a field's words, but not the list of fields. */
    static final Set<String> FIELD_ENDS =
            words(
                    "that which who whom where when why how whether it they he she i we you each being if every");

    /** What ends the list of fields. */
    static final Set<String> LIST_ENDS =
            words(
                    "so because using but while then please i we it they you lets let allow allows allowing"
                            + " enable enables enabling should must will where when if thanks thank no without ensure");

    /** Verbs that end the list of fields if an object follows. */
    static final Set<String> COMMANDS =
            words(
                    "store save keep persist sort filter search show display list add edit delete remove update create make"
                            + " use makes support give provide write run export import print send stores saves keeps shows");

    static final Set<String> OBJECTS =
            words(
                    "me us it them the a an all my to users data everything in on for from this these that sure");

    /** Verbs that order a list, if "by" follows. */
    static final Set<String> ORDERINGS =
            words("sort sorted filter filtered search searchable order ordered group grouped");

    /** What ends the list of fields within the last one. */
    static final Set<String> LATE_LIST_ENDS =
            words("so because using but while without please thanks written");

    /** Languages, which end a list after "in": "in Java". */
    static final Set<String> LANGUAGES =
            words("java javascript python html typescript kotlin go rust node react english");

    /** Words for how something looks, no fields after an adjective. */
    static final Set<String> LOOKS =
            words("ui gui interface design layout look style frontend page website theme");

    /** Things and events whose names end in "ing". */
    static final Set<String> NOUNS_IN_ING =
            words(
                    """
                    meeting booking building recording painting drawing training wedding spring string thing listing posting
                    offering earning saving rating ranking finding holding setting clothing sibling pudding evening morning
                    warning hearing feeling filling wing ring king reading sighting viewing outing hiking fitting
                    """);

    /** What ends the words of a noun. */
    static final Set<String> NOUN_ENDS =
            words(
                    """
                    for of to that which who where whose in on using so because from by is are was were can could should must
                    will would lets let allows allow i we you it they where when while called named titled about
                    if at as than into onto via not has have had be been being do does did my our your their its the a an
                    and or each every all this these those per within without plus how what why
                    """);

    private Vocabulary() {}

    static Set<String> words(String text) {
        return words(text, "\\s+");
    }

    private static Set<String> words(String text, String separator) {
        return Arrays.stream(text.strip().split(separator))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
