package genkan.standin;

import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** {@code find}, {@code aggregate} and {@code explain}: by indexes, and in batches. */
final class ReadCommands {
    private final CursorRegistry cursors;
    private final DatabaseResolver databases;

    ReadCommands(CursorRegistry cursors, DatabaseResolver databases) {
        this.cursors = cursors;
        this.databases = databases;
    }

    Document find(StandinDatabase database, Document request) {
        String name = (String) request.get("find");
        List<Document> found = database.existing(name)
            .map(collection -> collection.select(filter(request), (Document) request.get("sort"), number(request, "skip"), number(request, "limit"), (Document) request.get("projection")))
            .orElse(List.of());
        return Batches.first(database.getDatabaseName() + "." + name, found, request, cursors, Boolean.TRUE.equals(request.get("singleBatch")));
    }

    Document aggregate(StandinDatabase database, Document request) {
        if (!(request.get("aggregate") instanceof String name)) {
            throw Errors.unsupported("aggregation without a collection");
        }
        List<Document> pipeline = Expressions.rewritePipeline((Collection<?>) request.get("pipeline"));
        List<Document> result = database.existing(name).map(collection -> run(pipeline, database, collection)).orElse(List.of());
        return Batches.first(database.getDatabaseName() + "." + name, result, (Document) request.get("cursor"), cursors, false);
    }

    /** A filter that comes first is answered by an index. */
    private List<Document> run(List<Document> pipeline, StandinDatabase database, StandinCollection collection) {
        boolean beginsWithFilter = !pipeline.isEmpty() && pipeline.get(0).get("$match") instanceof Document;
        Document filter = beginsWithFilter ? (Document) pipeline.get(0).get("$match") : new Document();
        List<Document> rest = beginsWithFilter ? pipeline.subList(1, pipeline.size()) : pipeline;
        List<Document> start = collection.select(filter, null, 0, 0, null);
        return Aggregation.fromPipeline(rest, databases, database, collection, NoOplog.INSTANCE).runStages(start.stream());
    }

    Document explain(StandinDatabase database, Document request) {
        Document explained = (Document) request.get("explain");
        String command = explained.keySet().iterator().next();
        if (!command.equals("find")) {
            throw new MongoServerError(59, "CommandNotFound", "the local stand-in for MongoDB explains find only");
        }
        String name = (String) explained.get("find");
        Optional<IndexPlan> plan = database.existing(name).flatMap(collection -> collection.explain(filter(explained), (Document) explained.get("sort"), number(explained, "limit") > 0));
        Document winner = plan
            .map(chosen -> new Document("stage", "FETCH").append("inputStage", new Document("stage", "IXSCAN").append("indexName", chosen.index())))
            .orElse(new Document("stage", "COLLSCAN"));
        Document answer = new Document("queryPlanner", new Document("namespace", database.getDatabaseName() + "." + name).append("winningPlan", winner));
        Utils.markOkay(answer);
        return answer;
    }

    private static Document filter(Document request) {
        return (Document) request.getOrDefault("filter", new Document());
    }

    private static int number(Document request, String name) {
        return request.get(name) instanceof Number number ? number.intValue() : 0;
    }
}
