package genkan.standin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/**
 * The append-only file that keeps the data: one BSON document {op, ns, value} and its CRC per change.
 * Whoever waits for the disk writes for all who wait (group commit).
 */
class Journal {
    private static final int KEPT_BUFFER_BYTES = 4 << 20;

    private final FileChannel file;
    private final boolean syncBeforeAnswer;
    private final Object writing = new Object();
    private final ThreadLocal<Boolean> appendedByThisThread = ThreadLocal.withInitial(() -> false);
    private ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private long appended;
    private long written;

    Journal(FileChannel file, boolean syncBeforeAnswer) {
        this.file = file;
        this.syncBeforeAnswer = syncBeforeAnswer;
    }

    /** A journal that keeps nothing. */
    static Journal none() {
        return new Journal(null, false) {
            @Override
            void append(String op, String ns, Object value) {}

            @Override
            void flush() {}
        };
    }

    /** Takes a change down; call it in the order of the changes, that is under the lock of what changes. */
    void append(String op, String ns, Object value) {
        byte[] record = encode(new Document("op", op).append("ns", ns).append("value", value));
        byte[] checksum = ByteBuffer.allocate(Integer.BYTES).putInt(checksum(record)).array();
        synchronized (this) {
            pending.writeBytes(record);
            pending.writeBytes(checksum);
            appended++;
        }
        appendedByThisThread.set(true);
    }

    /** Returns when the changes of this thread are on the disk; call it before a write is acknowledged. */
    void awaitDurable() {
        if (!appendedByThisThread.get()) {
            return;
        }
        appendedByThisThread.set(false);
        if (!syncBeforeAnswer) {
            return;
        }
        long wanted;
        synchronized (this) {
            wanted = appended;
        }
        synchronized (writing) {
            if (written < wanted) {
                writePending();
            }
        }
    }

    /** Writes what is pending, if anything is. */
    void flush() {
        synchronized (writing) {
            boolean anything;
            synchronized (this) {
                anything = written < appended;
            }
            if (anything) {
                writePending();
            }
        }
    }

    private void writePending() {
        byte[] bytes;
        long end;
        synchronized (this) {
            bytes = pending.toByteArray();
            if (pending.size() > KEPT_BUFFER_BYTES) {
                pending = new ByteArrayOutputStream();
            } else {
                pending.reset();
            }
            end = appended;
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            file.force(false);
        } catch (IOException problem) {
            throw new UncheckedIOException("The journal cannot be written.", problem);
        }
        written = end;
    }

    static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static byte[] encode(Document document) {
        ByteBuf buffer = Unpooled.buffer(512);
        BsonEncoder.encodeDocument(document, buffer);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}
