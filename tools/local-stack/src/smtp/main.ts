// Catches every mail instead of sending it: SMTP on one port, pages and JSON on another.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type AddressObject, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { type Mail, openMailbox } from './mailbox.ts';
import { mailPages } from './page.ts';

const [smtpPort, httpPort, folder] = process.argv.slice(2);
if (smtpPort === undefined || httpPort === undefined || folder === undefined) throw new Error('Usage: main.ts <SMTP port> <HTTP port> <folder>');

const mailbox = await openMailbox(join(folder, 'mails.jsonl'));

const addresses = (to: AddressObject | AddressObject[] | undefined): string[] =>
  [to ?? []].flat().flatMap((group) => group.value.map((address) => address.address ?? ''));

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    const receive = async (): Promise<Mail> => {
      const parsed = await simpleParser(stream);
      return {
        id: randomUUID(),
        receivedAt: new Date().toISOString(),
        from: addresses(parsed.from).join(', '),
        to: addresses(parsed.to),
        subject: parsed.subject ?? '',
        text: parsed.text ?? '',
        html: parsed.html || '',
      };
    };
    receive()
      .then((mail) => mailbox.add(mail))
      .then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
  },
});
smtp.listen(Number(smtpPort), '127.0.0.1');
const http = mailPages(mailbox).listen(Number(httpPort), '127.0.0.1');
process.once('SIGTERM', () => {
  smtp.close();
  http.close();
  http.closeAllConnections();
});
