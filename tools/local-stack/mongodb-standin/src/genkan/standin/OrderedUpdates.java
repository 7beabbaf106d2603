package genkan.standin;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/** Several updates in order end at the first that fails; mongo-java-server would go on. */
final class OrderedUpdates {
    private OrderedUpdates() {}

    static boolean isNeeded(Document request) {
        return Commands.parts(request, "updates").size() > 1 && !Boolean.FALSE.equals(request.get("ordered"));
    }

    /** Runs each update alone and puts the answers together. */
    static Document run(Document request, UnaryOperator<Document> one) {
        int matched = 0;
        int modified = 0;
        int index = 0;
        List<Document> upserted = new ArrayList<>();
        Document answer = new Document();
        for (Document update : Commands.parts(request, "updates")) {
            Document single = request.clone();
            single.put("updates", List.of(update));
            Document part = one.apply(single);
            matched += (Integer) part.get("n");
            modified += (Integer) part.get("nModified");
            upserted.addAll(renumbered(part.get("upserted"), index));
            if (part.get("writeErrors") != null) {
                answer.put("writeErrors", renumbered(part.get("writeErrors"), index));
                break;
            }
            index++;
        }
        answer.append("n", matched).append("nModified", modified);
        if (!upserted.isEmpty()) {
            answer.put("upserted", upserted);
        }
        Utils.markOkay(answer);
        return answer;
    }

    @SuppressWarnings("unchecked")
    private static List<Document> renumbered(Object parts, int index) {
        Collection<Document> documents = parts == null ? List.of() : (Collection<Document>) parts;
        return documents.stream().map(document -> document.append("index", index)).toList();
    }
}
