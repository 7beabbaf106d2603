// The floor of a logon check: node:http, JSON.parse and one Redis function that counts and compares. No proof of who
// asks, no code to compute, no record. Prints its port.
import { createServer } from 'node:http';
import { Redis } from 'ioredis';

const redis = new Redis(process.env['GENKAN_REDIS_URL']!, { enableAutoPipelining: true });
const library = `#!lua name=rawcheck
redis.register_function('rawcheck', function(keys, args)
  local last = tonumber(redis.call('HGET', keys[1], 'step') or '0')
  redis.call('HINCRBY', keys[1], 'attempts', 1)
  if tonumber(args[1]) > last then redis.call('HSET', keys[1], 'step', args[1]) return 1 end
  return 0
end)`;
await redis.function('LOAD', 'REPLACE', library);

const server = createServer((req, res) => {
  const parts: Buffer[] = [];
  req.on('data', (part: Buffer) => parts.push(part));
  req.on('end', () => {
    const { checkId } = JSON.parse(Buffer.concat(parts).toString()) as { checkId: string };
    void redis.fcall('rawcheck', 1, `raw:{${checkId.slice(0, 2)}}`, Math.floor(Date.now() / 30_000)).then((accepted) => {
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify({ verdict: accepted === 1 ? 'accepted' : 'refused' }));
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : undefined }));
});
process.stdin.on('end', () => process.exit(0)).resume();
