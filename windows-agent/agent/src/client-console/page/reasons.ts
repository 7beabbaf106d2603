import type { SelfTestReason, SelfTestStep } from '../self-test/self-test.ts';
import type { Language } from './language.ts';

type Both = readonly [ja: string, en: string];

/** Why something was not done, by the code word of the agent or of the server. */
const notDone: Readonly<Record<string, Both>> = {
  'agent-away': ['この PC の Genkan が応答しません。PC を再起動しても直らない場合は、担当者にご連絡ください。', 'Genkan on this PC does not answer. If a restart of the PC does not help, tell the person in charge.'],
  unavailable: ['サーバーに接続できないため、実行できませんでした。何も変わっていない可能性が高いですが、状態を確かめてからもう一度お試しください。', 'The server could not be reached. Check the status, then try again.'],
  'activation-code-invalid': ['アクティベーションコードが正しくないか、期限が切れているか、使用済みです。確かめてからもう一度入力してください。', 'The activation code is wrong, too old or already used. Check it and try again.'],
  'account-already-linked': ['この Windows アカウントは、すでにほかの利用者に紐づけられています。先に連携を解除してください。', 'This Windows account is linked to somebody else already. It must be unlinked first.'],
  'too-many-account-links': ['この PC、または利用者の紐づけが上限に達しています。管理者にご相談ください。', 'There are too many links already. Ask your administrator.'],
  'account-not-linked': ['この Windows アカウントは紐づけられていません。', 'This Windows account is not linked.'],
  'credential-exists': ['ワンタイムパスワードはすでに登録されています。登録し直すには、管理者に登録の取り消しを依頼してください。', 'A one-time password is registered already. Ask your administrator to cancel it before you register again.'],
  'registration-code-refused': ['コードが正しくありません。認証アプリに表示されている新しいコードを入力してください。', 'The code is wrong. Enter the code that the app shows now.'],
  'registration-not-found': ['この登録は続けられません。最初からやり直してください。', 'This registration cannot be continued. Please start again.'],
  'registration-expired': ['登録の有効期限が切れました。最初からやり直してください。', 'This registration has expired. Please start again.'],
  'code-needed': ['連携を解除するには、認証アプリのコードが必要です。スマートフォンがない場合は、管理者に登録の取り消しを依頼してください。', 'Unlinking needs the code of your app. Without your phone, ask your administrator to cancel the registration.'],
  'code-refused': ['コードが正しくないか、使用済みです。認証アプリに次のコードが表示されてから、もう一度お試しください。', 'The code is wrong or already used. Try again with the next code of your app.'],
  'rate-limited': ['試した回数が多すぎます。しばらく待ってからお試しください。', 'Too many tries. Please wait a while.'],
  'user-not-found': ['利用者が見つかりません。管理者にご確認ください。', 'The user was not found. Ask your administrator.'],
  malformed: ['入力の形式が正しくありません。', 'What was entered has the wrong form.'],
  busy: ['混み合っています。少し待ってからお試しください。', 'Busy. Please try again in a moment.'],
};
const unknown: Both = ['実行できませんでした。もう一度お試しください。直らない場合は、サポート情報を担当者にお渡しください。', 'That could not be done. Try again; if it stays so, give the support file to the person in charge.'];

const pick = (both: Both, language: Language) => (language === 'ja' ? both[0] : both[1]);

export const notDoneText = (reason: string, language: Language): string => pick(notDone[reason] ?? unknown, language);

const stepNames: Readonly<Record<SelfTestStep['step'], Both>> = {
  proxy: ['プロキシ', 'Proxy'],
  dns: ['名前解決（DNS）', 'Name (DNS)'],
  connection: ['TCP 接続', 'TCP connection'],
  tls: ['暗号化（TLS）と証明書', 'Encryption (TLS) and certificate'],
  server: ['Genkan サーバーの応答', 'Answer of the Genkan server'],
  device: ['この PC の認証', 'This PC is known'],
  policy: ['会社の設定', 'Company settings'],
  clock: ['PC の時計', 'Clock of the PC'],
};
export const stepName = (step: SelfTestStep['step'], language: Language): string => pick(stepNames[step], language);

/** What a step of the self-test found, and what to do about it where something is to be done. */
const found: Readonly<Record<SelfTestReason, { is: Both; do?: Both }>> = {
  'proxy-not-used-none': { is: ['プロキシを使わない設定です', 'Set to use no proxy'] },
  'proxy-not-used-system': { is: ['Windows の設定に従い、プロキシなしで接続します', 'No proxy, as Windows is set'] },
  'proxy-not-used-own': { is: ['プロキシを使いません', 'No proxy'] },
  'proxy-used-system': { is: ['Windows の設定のプロキシを使います', 'Uses the proxy of Windows'] },
  'proxy-used-own': { is: ['Genkan に設定されたプロキシを使います', 'Uses the proxy set for Genkan'] },
  'proxy-unknown': { is: ['プロキシの設定を読み取れません', 'The proxy setting cannot be read'], do: ['Windows のプロキシ設定（自動構成スクリプトなど）を確かめてください。', 'Check the proxy settings of Windows, such as its set-up script.'] },
  resolved: { is: ['名前を解決できました', 'The name was found'] },
  'name-unknown': { is: ['サーバーの名前を解決できません', 'The name of the server is not known'], do: ['ネットワークにつながっているか、社内の DNS で名前を引けるかを確かめてください。VPN が必要な場合があります。', 'Check the network, and whether the DNS here knows the name. A VPN may be needed.'] },
  connected: { is: ['接続できました', 'Connected'] },
  'not-reachable': { is: ['サーバーに接続できません', 'The server cannot be reached'], do: ['ネットワークとファイアウォールを確かめてください。プロキシが必要な場合は、管理者に設定を依頼してください。', 'Check network and firewall. If a proxy is needed, ask your administrator to set it.'] },
  'proxy-not-reachable': { is: ['プロキシに接続できません', 'The proxy cannot be reached'], do: ['プロキシのアドレスが正しいか、このネットワークから使えるかを確かめてください。', 'Check the address of the proxy and whether it can be used from this network.'] },
  'certificate-trusted': { is: ['証明書は信頼できます', 'The certificate is trusted'] },
  'not-encrypted': { is: ['暗号化を使わない試験環境です', 'A test set-up without encryption'] },
  'certificate-untrusted': { is: ['証明書を信頼できません', 'The certificate is not trusted'], do: ['途中の機器が通信を検査していないか確かめてください。社内の認証局を使う場合は、caFile の設定を管理者に依頼してください。', 'Check whether a device on the way inspects the traffic. With a company CA, ask your administrator to set caFile.'] },
  'certificate-expired': { is: ['証明書の有効期限が切れています', 'The certificate has expired'], do: ['PC の日付と時刻が正しいか確かめてください。正しい場合は管理者にご連絡ください。', 'Check the date and time of this PC. If they are right, tell your administrator.'] },
  'certificate-not-yet-valid': { is: ['証明書の有効期間がまだ始まっていません', 'The certificate is not valid yet'], do: ['PC の日付と時刻が正しいか確かめてください。', 'Check the date and time of this PC.'] },
  'certificate-other-name': { is: ['証明書の名前がサーバーと一致しません', 'The certificate is for another name'], do: ['接続先の設定を確かめてください。途中の機器が別のサーバーにつないでいる可能性があります。', 'Check the server setting. Something on the way may lead to another server.'] },
  'proxy-refuses': { is: ['プロキシが接続を拒否しました', 'The proxy refuses'], do: ['プロキシでこのサーバーへの接続を許可するよう、管理者に依頼してください。', 'Ask your administrator to allow this server on the proxy.'] },
  'tls-failed': { is: ['暗号化した接続を開始できません', 'No encrypted connection'], do: ['途中の機器が TLS を妨げていないか、管理者に確かめてください。', 'Ask your administrator whether a device on the way hinders TLS.'] },
  'server-answers': { is: ['応答しました', 'It answers'] },
  'server-silent': { is: ['接続先は Genkan サーバーとして応答しません', 'What is there does not answer as a Genkan server'], do: ['接続先の設定を確かめてください。正しい場合はサーバーの保守中の可能性があります。', 'Check the server setting. If it is right, the server may be under maintenance.'] },
  'connection-broken': { is: ['接続が途中で切れました', 'The connection broke'], do: ['ネットワークが安定しているか、途中の機器が通信を妨げていないかを確かめてください。', 'Check whether the network is stable and nothing on the way hinders the traffic.'] },
  'enrolment-no-token': { is: ['この PC はまだ登録されていません', 'This PC is not enrolled yet'], do: ['管理者に登録トークンの設定を依頼してください。', 'Ask your administrator to set an enrolment token.'] },
  'enrolment-trying': { is: ['登録の途中です', 'Enrolment is under way'], do: ['少し待ってからもう一度診断してください。', 'Wait a moment and test again.'] },
  'enrolment-refused': { is: ['登録トークンが拒否されました', 'The enrolment token was refused'], do: ['管理者に新しい登録トークンを依頼してください。', 'Ask your administrator for a new enrolment token.'] },
  'device-known': { is: ['サーバーに認証されました', 'The server knows this PC'] },
  'device-refused': { is: ['サーバーがこの PC を拒否しました', 'The server refuses this PC'], do: ['PC の登録が取り消された可能性があります。管理者にご連絡ください。', 'The enrolment may have been revoked. Tell your administrator.'] },
  'device-unanswered': { is: ['認証の応答がありません', 'No answer'], do: ['少し待ってからもう一度診断してください。', 'Wait a moment and test again.'] },
  'policy-fresh': { is: ['最新の設定を取得しました', 'The newest settings were fetched'] },
  'policy-old': { is: ['新しい設定を取得できません。前回の設定で動作しています', 'No new settings; the last ones are used'], do: ['少し待ってからもう一度診断してください。', 'Wait a moment and test again.'] },
  'policy-missing': { is: ['設定をまだ取得できていません', 'No settings yet'], do: ['少し待ってからもう一度診断してください。', 'Wait a moment and test again.'] },
  'clock-right': { is: ['合っています', 'It is right'] },
  'clock-wrong': { is: ['ずれています（記録の時刻は自動的に補正しています）', 'It is off (recorded times are corrected)'], do: ['Windows の「日付と時刻」で今すぐ同期してください。', 'Synchronise it in the date and time settings of Windows.'] },
  'after-failure': { is: ['先の項目が失敗したため、確かめていません', 'Not tested, because a step before it failed'] },
};

export function foundText(reason: SelfTestReason, language: Language): { is: string; toDo: string | undefined } {
  const text = found[reason];
  return { is: pick(text.is, language), toDo: text.do && pick(text.do, language) };
}
