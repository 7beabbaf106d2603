// `npm start`: everything on this machine, from real servers to simulated PCs.
import { deleteData, forgetLauncher, recordLauncher, runningLauncher, stackFile, stopLauncher } from './launcher.ts';
import { type FromLauncher, startInBackground } from './background.ts';
import { readOptions, usage, type StartOptions } from './options.ts';
import { startPage } from './page.ts';
import { startStack } from './stack.ts';

const parsed = (): StartOptions => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(2);
  }
};

const tell = (message: FromLauncher): void => void process.send?.(message);

const say = (line: string): void => {
  console.log(line);
  if (process.connected) tell({ line });
};

const runHere = async (options: StartOptions): Promise<void> => {
  const { dataDir } = options;
  const started = performance.now();
  await recordLauncher(dataDir);
  let ending = false;
  const starting = startStack(options, say);
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    console.log('\nStopping …');
    await starting.then((stack) => stack.stop()).catch(() => undefined);
    await forgetLauncher(dataDir);
    console.log('Genkan is stopped; the data stays.');
    process.exit(0);
  };
  process.on('SIGINT', () => void end());
  process.on('SIGTERM', () => void end());
  try {
    const stack = await starting;
    say(startPage(stack.file, stackFile(dataDir), (performance.now() - started) / 1000));
    if (process.connected) tell({ ready: true });
  } catch (error) {
    if (ending) return;
    await forgetLauncher(dataDir);
    throw error;
  }
};

const options = parsed();
if ((await runningLauncher(options.dataDir)) !== undefined && !options.detached) {
  if (!options.fresh) {
    console.log(`Genkan is running already: ${stackFile(options.dataDir)} has its addresses; "npm stop" stops it.`);
    process.exit(0);
  }
  console.log('Stopping the running Genkan …');
  await stopLauncher(options.dataDir);
}
if (options.fresh && !options.detached) await deleteData(options.dataDir);

if (options.background) await startInBackground(options);
else await runHere(options);
