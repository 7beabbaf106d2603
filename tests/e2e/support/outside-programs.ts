import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { debianCommand, debianFile } from '@genkan/local-stack';

/** Programs that share no code with Genkan; what they read and compute is the proof from outside. */

const say = (line: string): void => console.log(line);

const output = async (name: string, packages: readonly string[], args: readonly string[], input?: Buffer): Promise<Buffer> => {
  const { path, env } = await debianCommand(name, packages, say);
  return new Promise((resolve, reject) => {
    const child = execFile(path, args, { env: { ...process.env, ...env }, encoding: 'buffer', timeout: 30_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${name} failed: ${stderr.toString() || error.message}`)) : resolve(stdout),
    );
    if (input !== undefined) child.stdin?.end(input);
  });
};

/** A code of RFC 6238 by oathtool, `stepsAgo` time steps before now. */
export const oathtool = async (base32: string, stepsAgo = 0): Promise<string> =>
  (await output('oathtool', ['oathtool'], ['--totp', '-b', '-N', `${stepsAgo * 30} seconds ago`, base32])).toString().trim();

export interface KafkaRecord {
  readonly key: string;
  readonly partition: number;
  readonly offset: number;
  readonly headers: string;
}

const kcat = (brokers: string, args: readonly string[]): Promise<Buffer> => output('kcat', ['kcat'], ['-b', brokers, '-C', '-q', '-e', ...args]);

export const kcatRecords = async (brokers: string, topic: string): Promise<KafkaRecord[]> => {
  const lines = (await kcat(brokers, ['-t', topic, '-o', 'beginning', '-f', '%k\\t%p\\t%o\\t%h\\n'])).toString().split('\n').filter(Boolean);
  return lines.map((line) => {
    const [key = '', partition = '', offset = '', headers = ''] = line.split('\t');
    return { key, partition: Number(partition), offset: Number(offset), headers };
  });
};

export const kcatValue = (brokers: string, topic: string, { partition, offset }: KafkaRecord): Promise<Buffer> =>
  kcat(brokers, ['-t', topic, '-p', String(partition), '-o', String(offset), '-c', '1', '-D', '']);

const protoFolder = join(import.meta.dirname, '..', '..', '..', 'proto');

/** The text form of a message by protoc, from the committed contract alone. */
export const protocDecode = async (type: string, file: string, value: Buffer): Promise<string> => {
  const timestamp = await debianFile('/usr/include/google/protobuf/timestamp.proto', ['libprotobuf-dev'], say);
  const wellKnown = dirname(dirname(dirname(timestamp)));
  const args = [`--proto_path=${protoFolder}`, `--proto_path=${wellKnown}`, `--decode=${type}`, join(protoFolder, file)];
  return (await output('protoc', ['protobuf-compiler'], args, value)).toString();
};
