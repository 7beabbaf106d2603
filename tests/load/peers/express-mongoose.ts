// The usual way to take events: express with its JSON middleware and mongoose `create`. Prints its port.
import express from 'express';
import mongoose from 'mongoose';

await mongoose.connect(process.env['GENKAN_MONGODB_URI']!, { dbName: `bench_${process.pid}`, writeConcern: { w: 'majority', j: true } });
const Event = mongoose.model(
  'Event',
  new mongoose.Schema({
    eventId: { type: String, unique: true, required: true },
    kind: { type: String, required: true },
    windowsSid: String,
    windowsAccount: String,
    sessionId: Number,
    occurredAt: { type: Date, required: true },
    utcOffsetMinutes: Number,
    monotonicMs: Number,
    bootId: String,
    sequence: Number,
    source: String,
    inferred: Boolean,
    clockOffsetMs: Number,
    clientVersion: String,
  }),
);
await Event.init();

const app = express();
app.use(express.json({ limit: '256kb' }));
app.post('/session-events', async (req, res) => {
  const { events } = req.body as { events: Record<string, never>[] };
  await Event.create(events, { ordered: false });
  res.json({ results: events.map(() => ({ result: 'accepted' })) });
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : undefined }));
});
process.stdin.on('end', () => void mongoose.connection.dropDatabase().finally(() => process.exit(0))).resume();
