package genkan.standin;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Aggregation stages and expressions that mongo-java-server lacks, written as those that it has. */
final class Expressions {
    private static final Map<String, String> TRUNCATED = Map.of(
        "year", "%Y-01-01T00:00:00.000Z",
        "month", "%Y-%m-01T00:00:00.000Z",
        "day", "%Y-%m-%dT00:00:00.000Z",
        "hour", "%Y-%m-%dT%H:00:00.000Z",
        "minute", "%Y-%m-%dT%H:%M:00.000Z");

    private Expressions() {}

    static List<Document> rewritePipeline(Collection<?> stages) {
        return stages.stream().map(stage -> rewriteStage((Document) stage)).toList();
    }

    private static Document rewriteStage(Document stage) {
        Document rewritten = new Document();
        stage.forEach((name, value) -> {
            switch (name) {
                case "$match", "$merge" -> rewritten.put(name, value);
                case "$set" -> rewritten.put("$addFields", rewrite(value));
                case "$replaceWith" -> rewritten.put("$replaceRoot", new Document("newRoot", rewrite(value)));
                case "$facet" -> rewritten.put(name, rewriteFacets((Document) value));
                case "$lookup" -> rewritten.put(name, rewriteLookup((Document) value));
                case "$changeStream" -> throw Errors.unsupported("change streams");
                default -> rewritten.put(name, rewrite(value));
            }
        });
        return rewritten;
    }

    private static Document rewriteFacets(Document facets) {
        Document rewritten = new Document();
        facets.forEach((name, pipeline) -> rewritten.put(name, rewritePipeline((Collection<?>) pipeline)));
        return rewritten;
    }

    private static Document rewriteLookup(Document lookup) {
        Document rewritten = lookup.clone();
        if (lookup.get("pipeline") instanceof Collection<?> pipeline) {
            rewritten.put("pipeline", rewritePipeline(pipeline));
        }
        return rewritten;
    }

    private static Object rewrite(Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().map(Expressions::rewrite).toList();
        }
        if (!(value instanceof Document document)) {
            return value;
        }
        if (document.size() == 1 && document.get("$switch") instanceof Document branches) {
            return rewriteSwitch(branches);
        }
        if (document.size() == 1 && document.get("$dateTrunc") instanceof Document truncation) {
            return rewriteDateTrunc(truncation);
        }
        Document rewritten = new Document();
        document.forEach((name, part) -> rewritten.put(name, name.equals("$literal") ? part : rewrite(part)));
        return rewritten;
    }

    private static Object rewriteSwitch(Document branches) {
        List<Object> reversed = new ArrayList<>((Collection<?>) branches.get("branches"));
        Collections.reverse(reversed);
        Object otherwise = rewrite(branches.get("default"));
        for (Object branch : reversed) {
            Document one = (Document) branch;
            List<Object> parts = new ArrayList<>();
            parts.add(rewrite(one.get("case")));
            parts.add(rewrite(one.get("then")));
            parts.add(otherwise);
            otherwise = new Document("$cond", parts);
        }
        return otherwise;
    }

    private static Object rewriteDateTrunc(Document truncation) {
        String format = TRUNCATED.get(String.valueOf(truncation.get("unit")));
        if (format == null || truncation.containsKey("timezone") || truncation.containsKey("binSize")) {
            throw Errors.unsupported("$dateTrunc with " + truncation.keySet());
        }
        Document text = new Document("date", rewrite(truncation.get("date"))).append("format", format);
        return new Document("$toDate", new Document("$dateToString", text));
    }
}
