package genkan.standin;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A server that speaks MongoDB's protocol, for development and tests only: mongo-java-server with
 * what Genkan needs beyond it (see README).
 *
 * <p>Arguments {@code name=value}: {@code port}; {@code dir} of the journal, without it nothing is
 * kept; {@code sync=always|grouped}: whether a write is on the disk before it is acknowledged
 * (default) or at most 100 ms later; {@code ttlMillis} between two looks for expired documents
 * (default 10,000). Prints {@code READY} and ends when standard input ends.
 */
public final class Main {
    private static final int WORKERS = 256;
    private static final long FLUSH_MILLIS = 100;
    private static final long HALT_AFTER_MILLIS = 10_000;

    private Main() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> options = readOptions(args);
        StandinBackend backend = new StandinBackend();
        Journal journal = openJournal(options, backend);
        MongoServer server = new MongoServer(backend);
        server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(options.get("port"))), 1, WORKERS);
        startTimers(backend, journal, Long.parseLong(options.getOrDefault("ttlMillis", "10000")));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.shutdownNow();
            journal.flush();
        }, "shutdown"));
        System.out.println("READY");
        waitForEndOfInput();
        haltWhenStuck();
        System.exit(0);
    }

    private static Map<String, String> readOptions(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            options.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        return options;
    }

    private static Journal openJournal(Map<String, String> options, StandinBackend backend) throws IOException {
        String folder = options.get("dir");
        if (folder == null) {
            return Journal.none();
        }
        boolean beforeAnswer = !"grouped".equals(options.get("sync"));
        Journal journal = JournalRecovery.open(Path.of(folder), beforeAnswer, backend);
        backend.recordTo(journal);
        return journal;
    }

    private static void startTimers(StandinBackend backend, Journal journal, long ttlMillis) {
        ScheduledExecutorService timers = Executors.newScheduledThreadPool(1, work -> {
            Thread thread = new Thread(work, "timers");
            thread.setDaemon(true);
            return thread;
        });
        TimeToLive timeToLive = new TimeToLive(backend, journal);
        timers.scheduleWithFixedDelay(reportingProblems(timeToLive::removeExpired), ttlMillis, ttlMillis, TimeUnit.MILLISECONDS);
        timers.scheduleWithFixedDelay(reportingProblems(journal::flush), FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A timer that throws would never run again. */
    private static Runnable reportingProblems(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException problem) {
                problem.printStackTrace();
            }
        };
    }

    private static void waitForEndOfInput() {
        try {
            while (System.in.read() != -1) {
                // Only the end matters.
            }
        } catch (IOException ended) {
            // A broken pipe is an end as well.
        }
    }

    private static void haltWhenStuck() {
        Thread halt = new Thread(() -> {
            try {
                Thread.sleep(HALT_AFTER_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(1);
        }, "halt");
        halt.setDaemon(true);
        halt.start();
    }
}
