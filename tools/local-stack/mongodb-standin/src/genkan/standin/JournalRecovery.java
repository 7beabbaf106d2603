package genkan.standin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import io.netty.buffer.Unpooled;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Brings the data back from the journal, and writes the journal anew when most of it is out of date. */
final class JournalRecovery {
    private static final int LARGEST_RECORD_BYTES = 200_000_000;
    private static final int SMALLEST_RECORD_BYTES = 5;
    private static final long WORTH_COMPACTING_RECORDS = 1000;
    private static final StandardOpenOption[] APPEND = {
        StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND
    };

    private final Path file;
    private final StandinBackend backend;
    private long records;
    private long validBytes;

    private JournalRecovery(Path file, StandinBackend backend) {
        this.file = file;
        this.backend = backend;
    }

    /** Replays the journal of the folder into an empty backend and opens it for what comes. */
    static Journal open(Path folder, boolean syncBeforeAnswer, StandinBackend backend) throws IOException {
        Files.createDirectories(folder);
        JournalRecovery recovery = new JournalRecovery(folder.resolve("journal.bson"), backend);
        if (Files.exists(recovery.file)) {
            recovery.replay();
            recovery.cutOffTornEnd();
            recovery.compact();
        }
        return new Journal(FileChannel.open(recovery.file, APPEND), syncBeforeAnswer);
    }

    private void replay() throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            for (byte[] record = readRecord(in); record != null; record = readRecord(in)) {
                apply(BsonDecoder.decodeBson(Unpooled.wrappedBuffer(record)));
                records++;
                validBytes += record.length + Integer.BYTES;
            }
        }
    }

    /** The next record, or null at the end: the last one may have been torn by a crash before its acknowledgement. */
    private static byte[] readRecord(DataInputStream in) throws IOException {
        byte[] head = in.readNBytes(Integer.BYTES);
        if (head.length < Integer.BYTES) {
            return null;
        }
        int length = Integer.reverseBytes(ByteBuffer.wrap(head).getInt());
        if (length < SMALLEST_RECORD_BYTES || length > LARGEST_RECORD_BYTES) {
            return null;
        }
        byte[] record = Arrays.copyOf(head, length);
        boolean isWhole = in.readNBytes(record, Integer.BYTES, length - Integer.BYTES) == length - Integer.BYTES;
        byte[] checksum = in.readNBytes(Integer.BYTES);
        boolean isSound = isWhole && checksum.length == Integer.BYTES && ByteBuffer.wrap(checksum).getInt() == Journal.checksum(record);
        return isSound ? record : null;
    }

    private void apply(Document record) {
        String ns = (String) record.get("ns");
        Object value = record.get("value");
        int dot = ns.indexOf('.');
        StandinDatabase database = backend.database(ns.substring(0, dot));
        String name = ns.substring(dot + 1);
        switch ((String) record.get("op")) {
            case "put" -> database.collection(name).restore((Document) value);
            case "delete" -> database.collection(name).restoreDeleted(value);
            case "create" -> database.collection(name);
            case "index" -> database.addIndex((Document) value);
            case "dropIndex" -> database.dropIndex(name, database.indexNamed(name, (String) value).orElseThrow());
            case "changeIndex" -> database.replaceIndex(database.indexNamed(name, (String) ((Document) value).get("name")).orElseThrow(), (Document) value);
            case "drop" -> database.existing(name).ifPresent(collection -> database.dropCollection(name, NoOplog.INSTANCE));
            case "rename" -> rename(database, name, (String) value);
            default -> throw new IllegalStateException("The journal has an unknown operation: " + record.get("op"));
        }
    }

    private void rename(StandinDatabase from, String name, String target) {
        int dot = target.indexOf('.');
        backend.database(target.substring(0, dot)).moveCollection(from, from.collection(name), target.substring(dot + 1));
    }

    private void cutOffTornEnd() throws IOException {
        if (Files.size(file) > validBytes) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(validBytes);
            }
        }
    }

    private void compact() throws IOException {
        long live = backend.databases().stream().flatMap(database -> database.userCollections().stream()).mapToLong(StandinCollection::count).sum();
        if (records <= WORTH_COMPACTING_RECORDS || records <= 2 * live) {
            return;
        }
        Path fresh = file.resolveSibling("journal.new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(fresh, APPEND)) {
            Journal journal = new Journal(channel, false);
            for (StandinDatabase database : backend.databases()) {
                for (StandinCollection collection : database.userCollections()) {
                    write(journal, database, collection);
                    journal.flush();
                }
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(Journal journal, StandinDatabase database, StandinCollection collection) {
        String ns = collection.getFullName();
        journal.append("create", ns, true);
        for (Document index : database.indexesOf(collection.getCollectionName())) {
            if (!StandinDatabase.isIdIndex(index)) {
                journal.append("index", ns, index);
            }
        }
        for (Document document : collection.documents()) {
            journal.append("put", ns, document);
        }
    }
}
