/** The part of a pino logger that the kits use; any logger of `service-kit` fits. */
export interface Log {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export type Clock = () => Date;
