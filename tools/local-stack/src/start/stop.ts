// `npm stop`
import { readOptions } from './options.ts';
import { stopLauncher } from './launcher.ts';

const { dataDir } = readOptions(process.argv.slice(2));
console.log((await stopLauncher(dataDir)) ? 'Genkan is stopped; the data stays.' : 'Genkan is not running.');
