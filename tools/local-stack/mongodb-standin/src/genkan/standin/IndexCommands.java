package genkan.standin;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** {@code dropIndexes} and the one {@code collMod} there is: another time to live. */
final class IndexCommands {
    private IndexCommands() {}

    static Document drop(StandinDatabase database, Document request) {
        String collection = (String) request.get("dropIndexes");
        List<Document> present = database.indexesOf(collection);
        List<Document> chosen = chosen(database, collection, request.get("index"));
        chosen.forEach(index -> database.dropIndex(collection, index));
        Document answer = new Document("nIndexesWas", present.size());
        Utils.markOkay(answer);
        return answer;
    }

    private static List<Document> chosen(StandinDatabase database, String collection, Object which) {
        List<Document> present = database.indexesOf(collection).stream().filter(index -> !StandinDatabase.isIdIndex(index)).toList();
        if ("*".equals(which)) {
            return present;
        }
        String by = which instanceof String ? "name" : "key";
        List<Document> found = present.stream().filter(index -> which.equals(index.get(by))).toList();
        if (found.isEmpty()) {
            throw Errors.indexNotFound(which);
        }
        return found;
    }

    static Document changeTimeToLive(StandinDatabase database, Document request) {
        if (!(request.get("index") instanceof Document wanted) || request.containsKey("validator")) {
            throw Errors.unsupported("collMod other than index.expireAfterSeconds");
        }
        String collection = (String) request.get("collMod");
        Document before = database.indexesOf(collection).stream()
            .filter(index -> index.get("name").equals(wanted.get("name")) || index.get("key").equals(wanted.get("keyPattern")))
            .findFirst()
            .orElseThrow(() -> Errors.indexNotFound(wanted));
        Document after = before.cloneDeeply();
        after.put("expireAfterSeconds", wanted.get("expireAfterSeconds"));
        database.replaceIndex(before, after);
        Document answer = new Document("expireAfterSeconds_old", before.get("expireAfterSeconds")).append("expireAfterSeconds_new", wanted.get("expireAfterSeconds"));
        Utils.markOkay(answer);
        return answer;
    }
}
