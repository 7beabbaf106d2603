import type { Bilingual } from './bilingual.ts';

/** What a code means: its HTTP status, what happened, what to do about it. */
export interface ErrorEntry {
  status: number;
  title: Bilingual;
  /** One sentence for the person or program that got the error. */
  advice: Bilingual;
  /** Whether the same request may succeed later without a change. */
  retry?: boolean;
}

/** Every error code of every process. `docs/errors.md` is generated from it: `npm run generate`. */
export const errorTable = {
  // General: any process
  'invalid-request': {
    status: 400,
    title: { ja: '入力に誤りがあります', en: 'The request is not valid' },
    advice: { ja: 'fields に示された項目を直してから送り直してください。', en: 'Correct the fields named in `fields` and send it again.' },
  },
  'malformed-json': {
    status: 400,
    title: { ja: 'JSON として読めません', en: 'The body is not JSON' },
    advice: { ja: '本文を正しい JSON にしてください。', en: 'Send well-formed JSON.' },
  },
  'body-too-large': {
    status: 413,
    title: { ja: '本文が大きすぎます', en: 'The body is too large' },
    advice: { ja: '256 kB 以下に分けて送ってください。', en: 'Split it into requests of at most 256 kB.' },
  },
  'unsupported-media-type': {
    status: 415,
    title: { ja: 'この形式の本文は受け付けません', en: 'This kind of body is not accepted' },
    advice: { ja: 'content-type を application/json にしてください。', en: 'Use content-type application/json.' },
  },
  'not-found': {
    status: 404,
    title: { ja: '見つかりません', en: 'Not found' },
    advice: { ja: 'アドレスと識別子を確かめてください。', en: 'Check the address and the identifier.' },
  },
  'method-not-allowed': {
    status: 405,
    title: { ja: 'この操作はできません', en: 'This method is not allowed here' },
    advice: { ja: '許可されたメソッドを使ってください。', en: 'Use a method that the address allows.' },
  },
  unauthorized: {
    status: 401,
    title: { ja: '呼び出し元を確認できません', en: 'The caller is not proved' },
    advice: { ja: 'ゲートウェイを通して呼び出してください。', en: 'Call through the gateway.' },
  },
  forbidden: {
    status: 403,
    title: { ja: '権限がありません', en: 'You may not do this' },
    advice: { ja: '全権管理者に権限を確認してください。', en: 'Ask an all-access administrator about your rights.' },
  },
  'rate-limited': {
    status: 429,
    title: { ja: '回数が多すぎます', en: 'Too many requests' },
    advice: { ja: 'retry-after の秒数だけ待ってください。', en: 'Wait for the seconds in `retry-after`.' },
    retry: true,
  },
  'version-conflict': {
    status: 409,
    title: { ja: 'ほかの人が先に変更しました', en: 'Somebody else changed it first' },
    advice: { ja: '読み直してから、もう一度変更してください。', en: 'Read it again, then repeat the change.' },
    retry: true,
  },
  'idempotency-key-reused': {
    status: 409,
    title: { ja: '同じ Idempotency-Key が別の内容で使われました', en: 'The idempotency key was used with other content' },
    advice: { ja: '新しい要求には新しい Idempotency-Key を付けてください。', en: 'Use a new key for a new request.' },
  },
  'idempotency-key-required': {
    status: 400,
    title: { ja: 'Idempotency-Key がありません', en: 'The Idempotency-Key header is missing' },
    advice: { ja: 'Idempotency-Key ヘッダーを付けてください。', en: 'Send an Idempotency-Key header.' },
  },
  internal: {
    status: 500,
    title: { ja: '内部エラーが発生しました', en: 'Something went wrong on our side' },
    advice: { ja: '続くときは id を添えて運営会社に連絡してください。', en: 'If it goes on, report it with the `id`.' },
    retry: true,
  },
  unavailable: {
    status: 503,
    title: { ja: 'ただいま利用できません', en: 'Not available at the moment' },
    advice: { ja: 'しばらく待ってから、もう一度試してください。', en: 'Wait a moment and try again.' },
    retry: true,
  },
  'upstream-unavailable': {
    status: 503,
    title: { ja: 'ただいま利用できません', en: 'Not available at the moment' },
    advice: { ja: 'しばらく待ってから、もう一度試してください。', en: 'Wait a moment and try again.' },
    retry: true,
  },
  // Console and single sign-on
  'not-logged-in': {
    status: 401,
    title: { ja: 'ログインしていません', en: 'You are not logged in' },
    advice: { ja: '勤怠管理にログインし、スイッチャーから開いてください。', en: 'Log in to the attendance system and come from its switcher.' },
  },
  'csrf-refused': {
    status: 403,
    title: { ja: 'この画面からの操作と確認できません', en: 'The request did not come from this console' },
    advice: { ja: '画面を読み込み直してください。', en: 'Reload the page.' },
  },
  'service-use-denied': {
    status: 403,
    title: { ja: 'このサービスを利用する権限がありません', en: 'You have no permission to use this service' },
    advice: { ja: '全権管理者に「利用する」の設定を依頼してください。', en: 'Ask an all-access administrator to permit you the use of the service.' },
  },
  'sso-failed': {
    status: 400,
    title: { ja: 'ログインを完了できませんでした', en: 'The login could not be completed' },
    advice: { ja: '勤怠管理のスイッチャーから、もう一度開いてください。', en: "Come again from the attendance system's switcher." },
  },
  'sso-issuer-unknown': {
    status: 400,
    title: { ja: 'この勤怠管理からのログインは登録されていません', en: 'Logins from this attendance system are not known here' },
    advice: { ja: '運営会社に企業の登録を確認してください。', en: 'Ask the operator whether your company is registered.' },
  },
  'administrator-not-found': {
    status: 404,
    title: { ja: '管理者が見つかりません', en: 'No such administrator' },
    advice: { ja: '一覧を読み直してください。', en: 'Read the list again.' },
  },
  'last-all-access-administrator': {
    status: 409,
    title: { ja: '最後の全権管理者は変更できません', en: 'The last all-access administrator cannot be changed' },
    advice: { ja: '先に別の全権管理者を設定してください。', en: 'Make somebody else all-access first.' },
  },
  'user-not-found': {
    status: 404,
    title: { ja: 'ユーザーが見つかりません', en: 'No such user' },
    advice: { ja: '情報の同期を確認してください。', en: 'Check the sync.' },
  },
  'device-not-found': {
    status: 404,
    title: { ja: 'PC が見つかりません', en: 'No such PC' },
    advice: { ja: '一覧を読み直してください。', en: 'Read the list again.' },
  },
  // Break-glass codes
  'break-glass-no-code': {
    status: 409,
    title: { ja: 'この PC にはまだ緊急解除コードがありません', en: 'This PC has no break-glass code yet' },
    advice: {
      ja: 'PC がサーバーに一度も接続していません。緊急解除コードは、PC が次に接続したときに作られます。',
      en: 'The PC has never fetched one from the server. It gets one the next time it connects.',
    },
  },
  'break-glass-own-request': {
    status: 403,
    title: { ja: '自分の申請は承認できません', en: 'You cannot approve your own request' },
    advice: { ja: 'ほかの全権管理者に承認を依頼してください。', en: 'Ask another all-access administrator to approve it.' },
  },
  'break-glass-not-approved': {
    status: 403,
    title: { ja: 'この緊急解除コードの表示は承認されていません', en: 'You are not approved to see this break-glass code' },
    advice: { ja: '自分で申請し、ほかの全権管理者の承認を待ってください。', en: 'Request it yourself and wait until another all-access administrator approves.' },
  },
  'break-glass-request-ended': {
    status: 409,
    title: { ja: 'この申請は終了しています', en: 'This request has ended' },
    advice: {
      ja: '表示済み、却下、期限切れのいずれかです。必要なときは申請し直してください。',
      en: 'It was used, refused or ran out of time. Request again when it is still needed.',
    },
  },
  'break-glass-request-not-found': {
    status: 404,
    title: { ja: '申請が見つかりません', en: 'No such request' },
    advice: { ja: '一覧を読み直してください。', en: 'Read the list again.' },
  },
  // Operator
  'operator-token-invalid': {
    status: 401,
    title: { ja: '運営会社のトークンが正しくありません', en: 'The operator token is not valid' },
    advice: { ja: 'トークンを確かめてください。', en: 'Check the token.' },
  },
  'company-not-found': {
    status: 404,
    title: { ja: '企業が見つかりません', en: 'No such company' },
    advice: { ja: '企業の識別子を確かめてください。', en: "Check the company's identifier." },
  },
  'company-exists': {
    status: 409,
    title: { ja: 'この企業は登録済みです', en: 'This company is registered already' },
    advice: { ja: '企業の一覧を確かめてください。', en: 'Look at the list of companies.' },
  },
  // PCs: enrolment, tokens, events
  'enrolment-token-invalid': {
    status: 403,
    title: { ja: '登録トークンが使えません', en: 'The enrolment token cannot be used' },
    advice: { ja: '管理者に新しい登録トークンを発行してもらってください。', en: 'Ask an administrator for a new enrolment token.' },
  },
  'assertion-invalid': {
    status: 401,
    title: { ja: 'PC の署名を確認できません', en: "The PC's assertion is not valid" },
    advice: { ja: 'PC を登録し直してください。', en: 'Enrol the PC again.' },
  },
  'assertion-expired': {
    status: 401,
    title: { ja: 'PC の署名の時刻がずれています', en: "The PC's assertion is out of its time" },
    advice: { ja: 'serverTime に合わせて署名し直してください。', en: 'Sign again by `serverTime`.' },
    retry: true,
  },
  'assertion-replayed': {
    status: 401,
    title: { ja: 'この署名は使用済みです', en: "The PC's assertion was used before" },
    advice: { ja: '新しい jti で署名し直してください。', en: 'Sign again with a new `jti`.' },
    retry: true,
  },
  'device-token-invalid': {
    status: 401,
    title: { ja: 'PC のトークンが正しくありません', en: "The PC's token is not valid" },
    advice: { ja: 'トークンを取り直してください。', en: 'Fetch a new token.' },
    retry: true,
  },
  'token-stale': {
    status: 401,
    title: { ja: 'PC のトークンが古くなりました', en: "The PC's token is stale" },
    advice: { ja: 'トークンを取り直してください。', en: 'Fetch a new token.' },
    retry: true,
  },
  'device-revoked': {
    status: 401,
    title: { ja: 'この PC は無効にされました', en: 'The PC was revoked' },
    advice: { ja: '管理者に確認してください。', en: 'Ask an administrator.' },
  },
  'account-not-linked': {
    status: 403,
    title: { ja: 'この Windows アカウントは紐づけられていません', en: 'The Windows account is not tied to a user' },
    advice: { ja: 'PC の管理コンソールで紐づけてください。', en: 'Tie the account in the client console on the PC.' },
  },
  'too-many-account-links': {
    status: 409,
    title: { ja: 'このPCの紐づけが上限に達しています', en: 'This PC has as many linked accounts as it can have' },
    advice: { ja: '使わなくなったWindowsアカウントの連携を解除してください。', en: 'Unlink a Windows account that is no longer used.' },
  },
  'account-already-linked': {
    status: 409,
    title: { ja: 'この Windows アカウントは別のユーザーに紐づけ済みです', en: 'The Windows account is tied to another user' },
    advice: { ja: '先に今の紐づけを解除してください。', en: 'Remove the present tie first.' },
  },
  'invalid-event': {
    status: 400,
    title: { ja: 'セッションログの形式が正しくありません', en: 'The session event is not valid' },
    advice: { ja: 'クライアントアプリケーションを更新してください。', en: 'Update the client application.' },
  },
  'event-batch-too-large': {
    status: 413,
    title: { ja: '一度に送れるセッションログは 200 件までです', en: 'At most 200 session events at a time' },
    advice: { ja: '200 件以下に分けて送ってください。', en: 'Send at most 200 at a time.' },
  },
  // Logon, activation, registration
  'activation-code-invalid': {
    status: 403,
    title: { ja: '有効化コードが使えません', en: 'The activation code cannot be used' },
    advice: { ja: '管理者に新しい有効化コードを発行してもらってください。', en: 'Ask an administrator for a new activation code.' },
  },
  'credential-exists': {
    status: 409,
    title: { ja: 'ワンタイムパスワードは登録済みです', en: 'A one-time password is registered already' },
    advice: { ja: '登録し直すときは、管理者に認証情報の削除を依頼してください。', en: 'To register again, ask an administrator to delete the credential.' },
  },
  'registration-not-found': {
    status: 404,
    title: { ja: '登録の手続きが見つかりません', en: 'No such registration' },
    advice: { ja: '登録を最初からやり直してください。', en: 'Begin the registration again.' },
  },
  'registration-code-refused': {
    status: 422,
    title: { ja: '認証コードが違います', en: 'The code was refused' },
    advice: { ja: '今表示されている 6 桁を入力してください。', en: 'Type the six digits shown now.' },
    retry: true,
  },
  'registration-expired': {
    status: 410,
    title: { ja: '登録の期限が切れました', en: 'The registration has expired' },
    advice: { ja: '登録を最初からやり直してください。', en: 'Begin the registration again.' },
  },
  'check-conflict': {
    status: 409,
    title: { ja: '同じ checkId が別の内容で使われました', en: 'The checkId was used with other content' },
    advice: { ja: '新しい試行には新しい checkId を付けてください。', en: 'Use a new checkId for a new attempt.' },
  },
  'logon-check-unavailable': {
    status: 503,
    title: { ja: 'ただいま認証できません', en: 'The code cannot be judged at the moment' },
    advice: { ja: 'しばらく待ってから、もう一度試してください。', en: 'Wait a moment and try again.' },
    retry: true,
  },
  // Groups and policy
  'group-not-found': {
    status: 404,
    title: { ja: 'グループが見つかりません', en: 'No such group' },
    advice: { ja: '一覧を読み直してください。', en: 'Read the list again.' },
  },
  'group-name-taken': {
    status: 409,
    title: { ja: '同じ名前のグループがあります', en: 'A group of this name exists' },
    advice: { ja: '別の名前を付けてください。', en: 'Choose another name.' },
  },
  // Log
  'cursor-invalid': {
    status: 400,
    title: { ja: 'ページの続きを読めません', en: 'The cursor does not belong to this list' },
    advice: { ja: '一覧を最初から読み直してください。', en: 'Read the list from its beginning.' },
  },
  'log-period-too-long': {
    status: 400,
    title: { ja: '一度に検索できる期間は 100 日までです', en: 'A search covers at most 100 days' },
    advice: { ja: '期間を 100 日以内にしてください。', en: 'Choose a period of at most 100 days.' },
  },
  // Sync and the attendance system
  'sync-run-not-found': {
    status: 404,
    title: { ja: '同期の実行が見つかりません', en: 'No such sync run' },
    advice: { ja: '一覧を読み直してください。', en: 'Read the list again.' },
  },
  'sync-run-in-progress': {
    status: 409,
    title: { ja: '同期を実行中です', en: 'A sync is running' },
    advice: { ja: '終わるまで待ってください。', en: 'Wait until it ends.' },
    retry: true,
  },
  'attendance-not-connected': {
    status: 409,
    title: { ja: '勤怠管理との接続が設定されていません', en: 'The attendance connection is not set' },
    advice: { ja: '運営会社に接続の設定を依頼してください。', en: 'Ask the operator to set the connection.' },
  },
  'attendance-token-refused': {
    status: 502,
    title: { ja: '勤怠管理がトークンを受け付けません', en: 'The attendance system refuses the token' },
    advice: { ja: '運営会社に接続のトークンを確認してください。', en: "Ask the operator to check the connection's token." },
  },
  'attendance-restricted-hours': {
    status: 503,
    title: { ja: '勤怠管理の利用制限時間帯です', en: 'The attendance system is closed at this hour' },
    advice: { ja: '制限時間帯が終わってから、もう一度実行してください。', en: 'Run it again after the restricted hours.' },
    retry: true,
  },
  'attendance-rate-limited': {
    status: 503,
    title: { ja: '勤怠管理の利用回数の上限です', en: "The attendance system's limit is reached" },
    advice: { ja: 'しばらく待ってください。', en: 'Wait a while.' },
    retry: true,
  },
  'attendance-unavailable': {
    status: 503,
    title: { ja: '勤怠管理に接続できません', en: 'The attendance system cannot be reached' },
    advice: { ja: 'しばらく待ってから、もう一度実行してください。', en: 'Wait a moment and run it again.' },
    retry: true,
  },
  'attendance-rejected': {
    status: 502,
    title: { ja: '勤怠管理が要求を受け付けませんでした', en: 'The attendance system rejected the request' },
    advice: { ja: '同期の結果画面で理由を確認してください。', en: 'Look at the reason on the sync result screen.' },
  },
  'attendance-answer-invalid': {
    status: 502,
    title: { ja: '勤怠管理の応答を読めません', en: "The attendance system's answer cannot be read" },
    advice: { ja: '運営会社に連絡してください。', en: 'Report it to the operator.' },
  },
  'attendance-timeout': {
    status: 503,
    title: { ja: '勤怠管理が時間内に応答しません', en: 'The attendance system does not answer in time' },
    advice: { ja: 'しばらく待ってから、もう一度実行してください。', en: 'Wait a moment and run it again.' },
    retry: true,
  },
  'attendance-queue-full': {
    status: 503,
    title: { ja: '勤怠管理への要求が混み合っています', en: 'Too many calls wait for the attendance system' },
    advice: { ja: 'しばらく待ってから、もう一度実行してください。', en: 'Wait a moment and run it again.' },
    retry: true,
  },
  'attendance-pace-unavailable': {
    status: 503,
    title: { ja: 'ただいま勤怠管理を呼び出せません', en: 'The attendance system cannot be called at the moment' },
    advice: { ja: 'しばらく待ってから、もう一度実行してください。', en: 'Wait a moment and run it again.' },
    retry: true,
  },
  'attendance-answer-too-large': {
    status: 502,
    title: { ja: '勤怠管理の応答が大きすぎます', en: 'The answer of the attendance system is too large' },
    advice: { ja: '運営会社に連絡してください。', en: 'Report it to the operator.' },
  },
  'attendance-redirected': {
    status: 502,
    title: { ja: '勤怠管理の接続先が正しくありません', en: 'The address of the attendance system is not right' },
    advice: { ja: '運営会社に接続先のアドレスを確認してください。', en: 'Ask the operator to check the address of the connection.' },
  },
  'sync-run-interrupted': {
    status: 503,
    title: { ja: '同期が途中で止まりました', en: 'The sync was interrupted' },
    advice: { ja: 'もう一度実行してください。反映済みの変更はそのまま残ります。', en: 'Run it again; what was applied stays.' },
    retry: true,
  },
  'sync-removals-unconfirmed': {
    status: 409,
    title: { ja: '削除される人数が多すぎるため同期を止めました', en: 'The sync stopped because it would remove many people' },
    advice: { ja: '勤怠管理の従業員を確かめ、正しければ削除を確認して実行してください。', en: 'Check the people in the attendance system; if it is right, confirm the removals and run it again.' },
  },
  'sync-confirmation-invalid': {
    status: 409,
    title: { ja: 'この実行の削除は確認できません', en: 'The removals of this run cannot be confirmed' },
    advice: { ja: '確認待ちの実行を指定してください。', en: 'Name a run that waits for confirmation.' },
  },
  // Punches
  'employee-day-not-found': {
    status: 404,
    title: { ja: '勤務日が見つかりません', en: 'No such business day' },
    advice: { ja: '期間を確かめてください。', en: 'Check the period.' },
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

/** The entry of a code, with its type widened for readers of any code. */
export const errorEntry = (code: ErrorCode): ErrorEntry => errorTable[code];
