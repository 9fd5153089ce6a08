package dev.catalyst.knowledge;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ranks a few hundred short texts by their words (Okapi BM25, in English), in an index in memory
 * that lives for the call.
 */
final class Bm25 {

    /**
     * How soon a word that is repeated counts no more; Lucene's and the literature's usual value.
     */
    private static final float K1 = 1.2f;

    /** How much a long text is held back; likewise. */
    private static final float B = 0.75f;

    /** A longer query is its first words: each one costs a look into the index. */
    private static final int MOST_WORDS = 256;

    private static final Similarity SIMILARITY = new BM25Similarity(K1, B);
    private static final String TEXT = "text";
    private static final String NUMBER = "number";

    // it would warn that a module which is still incubating is not there; held, or the level is
    // lost
    private static final Logger QUIET =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    private Bm25() {}

    /** The places in the list of the texts that share words with the query, nearest first. */
    static List<Integer> nearest(List<String> texts, String query, int most) {
        if (texts.isEmpty()) {
            return List.of();
        }
        try (var analyzer = new EnglishAnalyzer();
                var index = new ByteBuffersDirectory()) {
            var config = new IndexWriterConfig(analyzer).setSimilarity(SIMILARITY);
            try (var writer = new IndexWriter(index, config)) {
                for (int number = 0; number < texts.size(); number++) {
                    var document = new Document();
                    document.add(new TextField(TEXT, texts.get(number), Field.Store.NO));
                    document.add(new StoredField(NUMBER, number));
                    writer.addDocument(document);
                }
            }
            try (var reader = DirectoryReader.open(index)) {
                var searcher = new IndexSearcher(reader);
                searcher.setSimilarity(SIMILARITY);
                var found = new ArrayList<Integer>();
                for (var hit : searcher.search(anyOf(words(analyzer, query)), most).scoreDocs) {
                    found.add(
                            searcher.storedFields()
                                    .document(hit.doc, Set.of(NUMBER))
                                    .getField(NUMBER)
                                    .numericValue()
                                    .intValue());
                }
                return found;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A query is plain text: no character in it has a meaning of its own. */
    private static Query anyOf(Set<String> words) {
        var query = new BooleanQuery.Builder();
        words.forEach(
                word -> query.add(new TermQuery(new Term(TEXT, word)), BooleanClause.Occur.SHOULD));
        return query.build();
    }

    private static Set<String> words(Analyzer analyzer, String text) throws IOException {
        var words = new LinkedHashSet<String>();
        try (var tokens = analyzer.tokenStream(TEXT, text)) {
            var word = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (words.size() < MOST_WORDS && tokens.incrementToken()) {
                words.add(word.toString());
            }
            return words;
        }
    }
}
