package genkan.standin;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Answers commands: its own ones here, all others by mongo-java-server, with its answers put right. */
final class StandinBackend extends AbstractMongoBackend {
    private static final MongoVersion VERSION = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(6, 0, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 17;
        }
    };

    private final ReadCommands reads = new ReadCommands(getCursorRegistry(), this::resolveDatabase);
    private Journal journal = Journal.none();

    StandinBackend() {
        version(VERSION);
    }

    /** From now on every change is kept. */
    void recordTo(Journal opened) {
        journal = opened;
    }

    Journal journal() {
        return journal;
    }

    StandinDatabase database(String name) {
        return (StandinDatabase) resolveDatabase(name);
    }

    List<StandinDatabase> databases() {
        return listDatabaseNames().stream().map(this::database).toList();
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new StandinDatabase(name, getCursorRegistry(), this);
    }

    @Override
    public Document handleCommand(Channel channel, String databaseName, String command, Document request) {
        try {
            Document answer = answer(channel, databaseName, command, request);
            journal.awaitDurable();
            return answer;
        } catch (MongoServerError error) {
            // What was written before the error is as real as without it.
            journal.awaitDurable();
            Document answer = Errors.answer(error);
            if (Errors.isDuplicateKey(error.getCode())) {
                DuplicateKeys.explain(answer, database(databaseName), String.valueOf(request.get(command)), null);
            }
            return answer;
        }
    }

    private Document answer(Channel channel, String databaseName, String command, Document request) {
        String name = command.toLowerCase(Locale.ROOT);
        Commands.refuseUnsupported(name, request);
        switch (name) {
            case "hello", "ismaster" -> {
                return hello(super.handleCommand(channel, databaseName, "ismaster", request));
            }
            case "find" -> {
                return reads.find(database(databaseName), request);
            }
            case "aggregate" -> {
                return reads.aggregate(database(databaseName), request);
            }
            case "explain" -> {
                return reads.explain(database(databaseName), request);
            }
            case "collmod" -> {
                return IndexCommands.changeTimeToLive(database(databaseName), request);
            }
            case "dropindexes" -> {
                return IndexCommands.drop(database(databaseName), request);
            }
            case "update" -> {
                Commands.parts(request, "updates").forEach(update -> update.put("u", PipelineUpdate.wrap(update.get("u"))));
                if (OrderedUpdates.isNeeded(request)) {
                    return OrderedUpdates.run(request, single -> answer(channel, databaseName, command, single));
                }
            }
            case "findandmodify" -> request.computeIfPresent("update", (key, update) -> PipelineUpdate.wrap(update));
            default -> { }
        }
        Document answer = super.handleCommand(channel, databaseName, command, request);
        correct(name, answer, databaseName, String.valueOf(request.get(command)), request);
        return answer;
    }

    private static Document hello(Document answer) {
        return answer.append("isWritablePrimary", true).append("helloOk", true).append("readOnly", false).append("logicalSessionTimeoutMinutes", 30);
    }

    private void correct(String command, Document answer, String databaseName, String collection, Document request) {
        switch (command) {
            case "create" -> journal.append("create", databaseName + "." + collection, true);
            case "insert" -> correctInsert(answer, database(databaseName), collection, request);
            case "update" -> explainDuplicates(answer, database(databaseName), collection, List.of());
            case "listcollections" -> filterCollections(answer, request);
            default -> { }
        }
    }

    @SuppressWarnings("unchecked")
    private static void correctInsert(Document answer, StandinDatabase database, String collection, Document request) {
        if (answer.get("writeErrors") instanceof List) {
            List<Document> errors = (List<Document>) answer.get("writeErrors");
            List<Document> documents = (List<Document>) request.get("documents");
            boolean isOrdered = !Boolean.FALSE.equals(request.get("ordered"));
            answer.put("n", isOrdered ? errors.get(0).get("index") : Integer.valueOf(documents.size() - errors.size()));
            explainDuplicates(answer, database, collection, documents);
        }
    }

    @SuppressWarnings("unchecked")
    private static void explainDuplicates(Document answer, StandinDatabase database, String collection, List<Document> documents) {
        if (answer.get("writeErrors") instanceof Collection) {
            for (Document error : (Collection<Document>) answer.get("writeErrors")) {
                if (Errors.isDuplicateKey(error.get("code"))) {
                    int index = (Integer) error.get("index");
                    DuplicateKeys.explain(error, database, collection, index < documents.size() ? documents.get(index) : null);
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static void filterCollections(Document answer, Document request) {
        if (request.get("filter") instanceof Document filter) {
            QueryMatcher matcher = new DefaultQueryMatcher();
            Document cursor = (Document) answer.get("cursor");
            List<Document> all = (List<Document>) cursor.get("firstBatch");
            cursor.put("firstBatch", all.stream().filter(entry -> matcher.matches(entry, filter)).toList());
        }
    }
}
