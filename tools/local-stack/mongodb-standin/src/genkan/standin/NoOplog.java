package genkan.standin;

import de.bwaldvogel.mongo.oplog.NoopOplog;
import de.bwaldvogel.mongo.oplog.Oplog;

/** Genkan uses no change streams, so no log of operations is kept. */
final class NoOplog {
    static final Oplog INSTANCE = NoopOplog.get();

    private NoOplog() {}
}
