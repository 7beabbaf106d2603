import { debianCommand, debianFile } from '@genkan/local-stack';

const log = (line: string): void => console.log(line);

/** Programs of the build, installed from Debian when they are missing. */
export const compiler = async (): Promise<string> => (await debianCommand('x86_64-w64-mingw32-g++', ['g++-mingw-w64-x86-64-win32'], log)).path;
export const resourceCompiler = async (): Promise<string> => (await debianCommand('x86_64-w64-mingw32-windres', ['g++-mingw-w64-x86-64-win32'], log)).path;
export const makensis = async (): Promise<string> => (await debianCommand('makensis', ['nsis'], log)).path;
export const osslsigncode = async (): Promise<string> => (await debianCommand('osslsigncode', ['osslsigncode'], log)).path;
export const openssl = async (): Promise<string> => (await debianCommand('openssl', ['openssl'], log)).path;
export const wine = (): Promise<string> => debianFile('/usr/lib/wine/wine64', ['wine64'], log);
