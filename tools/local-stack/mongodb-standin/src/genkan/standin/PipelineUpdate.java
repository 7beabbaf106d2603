package genkan.standin;

import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An update that is an aggregation pipeline. mongo-java-server takes documents only, so the pipeline
 * travels through it wrapped in one.
 */
final class PipelineUpdate {
    private static final String WRAPPED = "$pipeline";

    private final List<Document> stages;

    private PipelineUpdate(List<Document> stages) {
        this.stages = stages;
    }

    /** The update as the library may carry it. */
    static Object wrap(Object update) {
        return update instanceof List ? new Document(WRAPPED, update) : update;
    }

    @SuppressWarnings("unchecked")
    static Optional<PipelineUpdate> of(Object update) {
        boolean isPipeline = update instanceof Document document && document.containsKey(WRAPPED);
        return isPipeline ? Optional.of(new PipelineUpdate(Expressions.rewritePipeline((List<Object>) ((Document) update).get(WRAPPED)))) : Optional.empty();
    }

    /** The new state of a document; its id stays and comes first. */
    Document apply(Document document, StandinCollection collection) {
        Aggregation aggregation = Aggregation.fromPipeline(stages, null, collection.getDatabase(), collection, NoOplog.INSTANCE);
        Document changed = aggregation.runStages(Stream.of(document)).get(0);
        Document result = new Document();
        if (document.containsKey("_id")) {
            result.put("_id", document.get("_id"));
        }
        result.putAll(changed);
        return result;
    }
}
