package genkan.standin;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;

/** What a command asks for that the stand-in refuses instead of ignoring it. */
final class Commands {
    private Commands() {}

    static void refuseUnsupported(String command, Document request) {
        if (Boolean.FALSE.equals(request.get("autocommit")) || command.equals("committransaction") || command.equals("aborttransaction")) {
            throw Errors.unsupported("transactions");
        }
        refuseCollation(request);
        parts(request, "updates").forEach(Commands::refuseCollation);
        parts(request, "deletes").forEach(Commands::refuseCollation);
        if (command.equals("create") && request.containsKey("validator")) {
            throw Errors.unsupported("validators");
        }
        if (command.equals("create") && request.containsKey("timeseries")) {
            throw Errors.unsupported("time-series collections");
        }
    }

    private static void refuseCollation(Document request) {
        if (hasCollation(request)) {
            throw Errors.unsupported("collations");
        }
    }

    /** Whether texts are to be compared otherwise than byte by byte. */
    static boolean hasCollation(Document request) {
        return request.get("collation") instanceof Document collation && !"simple".equals(collation.get("locale"));
    }

    /** The single updates or deletes of a write command. */
    @SuppressWarnings("unchecked")
    static Collection<Document> parts(Document request, String name) {
        return request.get(name) instanceof Collection ? (Collection<Document>) request.get(name) : List.of();
    }
}
