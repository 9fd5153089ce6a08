package dev.catalyst.local.template;

/** The template asks for something that this host does not serve, or is wrong: says what, where. */
public final class TemplateException extends RuntimeException {

    TemplateException(String place, String problem) {
        super("template.yaml: " + place + ": " + problem);
    }
}
