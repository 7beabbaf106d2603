// The servers alone, without Genkan: `node src/dev-stack.ts <data folder>` writes how to reach them to `<data folder>.env`.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { startServers } from './servers/index.ts';

const dataDir = resolve(process.argv[2] ?? '.genkan/servers');
const log = (line: string): void => console.log(line);
const servers = await startServers({ dataDir, log, useGiven: false, smtp: false });
const words = Object.entries(servers.env).map(([name, value]) => `${name}=${value}`);
await writeFile(`${dataDir}.env`, `export ${words.join(' ')}\n`);
log(`ready: source ${dataDir}.env`);
const stop = (): void => void servers.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
