package genkan.kafka;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * One combined broker and controller in one JVM: formats the data folder when it is new, then runs.
 *
 * <p>Arguments: a properties file, then {@code key=value} pairs that win over the file. The words
 * {@code {port}} and {@code {controllerPort}} in values are replaced by {@code local.port} and
 * {@code local.controllerPort}. Prints {@code READY} on standard output once clients are served and
 * ends when standard input ends, so that no broker outlives the program that started it.
 */
public final class LocalKafka {
    private static final long HALT_AFTER_MILLIS = 10_000;

    private LocalKafka() {}

    public static void main(String[] args) throws IOException {
        Properties properties = readProperties(args);
        KafkaConfig config = KafkaConfig.fromProps(properties, false);
        if (!Files.exists(Path.of(config.metadataLogDir(), "meta.properties"))) {
            format(config);
        }
        exitWhenInputEnds();
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        try {
            server.startup();
        } catch (Throwable problem) {
            problem.printStackTrace();
            System.exit(1);
        }
        System.out.println("READY");
        server.awaitShutdown();
    }

    private static Properties readProperties(String[] args) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(args[0]))) {
            properties.load(reader);
        }
        for (int i = 1; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            properties.setProperty(args[i].substring(0, equals), args[i].substring(equals + 1));
        }
        String port = (String) properties.remove("local.port");
        String controllerPort = (String) properties.remove("local.controllerPort");
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name);
            properties.setProperty(name, value.replace("{port}", port).replace("{controllerPort}", controllerPort));
        }
        return properties;
    }

    private static void format(KafkaConfig config) {
        Formatter formatter = new Formatter()
            .setPrintStream(new PrintStream(System.err))
            .setNodeId(config.nodeId())
            .setClusterId(Uuid.randomUuid().toString())
            .setControllerListenerName(config.controllerListenerNames().get(0))
            .setMetadataLogDirectory(config.metadataLogDir())
            .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
            .setIgnoreFormatted(true);
        config.logDirs().forEach(formatter::addDirectory);
        formatter.addDirectory(config.metadataLogDir());
        try {
            formatter.run();
        } catch (Exception problem) {
            throw new IllegalStateException("The data folder could not be formatted.", problem);
        }
    }

    private static void exitWhenInputEnds() {
        Thread guard = new Thread(() -> {
            try {
                while (System.in.read() != -1) {
                    // Only the end matters.
                }
            } catch (IOException ended) {
                // A broken pipe is an end as well.
            }
            Thread halt = new Thread(LocalKafka::haltLater, "halt");
            halt.setDaemon(true);
            halt.start();
            System.exit(0);
        }, "stdin-guard");
        guard.setDaemon(true);
        guard.start();
    }

    private static void haltLater() {
        try {
            Thread.sleep(HALT_AFTER_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
