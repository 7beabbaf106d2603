/** Invented people are put together from common names: kanji, katakana, Latin letters. */
export const familyNames: readonly (readonly [string, string, string])[] = [
  ['佐藤', 'サトウ', 'sato'], ['鈴木', 'スズキ', 'suzuki'], ['高橋', 'タカハシ', 'takahashi'], ['田中', 'タナカ', 'tanaka'],
  ['伊藤', 'イトウ', 'ito'], ['渡辺', 'ワタナベ', 'watanabe'], ['山本', 'ヤマモト', 'yamamoto'], ['中村', 'ナカムラ', 'nakamura'],
  ['小林', 'コバヤシ', 'kobayashi'], ['加藤', 'カトウ', 'kato'], ['吉田', 'ヨシダ', 'yoshida'], ['山田', 'ヤマダ', 'yamada'],
  ['佐々木', 'ササキ', 'sasaki'], ['山口', 'ヤマグチ', 'yamaguchi'], ['松本', 'マツモト', 'matsumoto'], ['井上', 'イノウエ', 'inoue'],
  ['木村', 'キムラ', 'kimura'], ['林', 'ハヤシ', 'hayashi'], ['斎藤', 'サイトウ', 'saito'], ['清水', 'シミズ', 'shimizu'],
  ['山崎', 'ヤマザキ', 'yamazaki'], ['森', 'モリ', 'mori'], ['池田', 'イケダ', 'ikeda'], ['橋本', 'ハシモト', 'hashimoto'],
  ['阿部', 'アベ', 'abe'], ['石川', 'イシカワ', 'ishikawa'], ['前田', 'マエダ', 'maeda'], ['藤田', 'フジタ', 'fujita'],
  ['小川', 'オガワ', 'ogawa'], ['後藤', 'ゴトウ', 'goto'], ['岡田', 'オカダ', 'okada'], ['長谷川', 'ハセガワ', 'hasegawa'],
  ['村上', 'ムラカミ', 'murakami'], ['近藤', 'コンドウ', 'kondo'], ['石井', 'イシイ', 'ishii'], ['坂本', 'サカモト', 'sakamoto'],
  ['遠藤', 'エンドウ', 'endo'], ['青木', 'アオキ', 'aoki'], ['藤井', 'フジイ', 'fujii'], ['西村', 'ニシムラ', 'nishimura'],
];

export const givenNames: readonly (readonly [string, string, string, 'male' | 'female'])[] = [
  ['花子', 'ハナコ', 'hanako', 'female'], ['太郎', 'タロウ', 'taro', 'male'], ['陽菜', 'ヒナ', 'hina', 'female'], ['蓮', 'レン', 'ren', 'male'],
  ['結衣', 'ユイ', 'yui', 'female'], ['大輔', 'ダイスケ', 'daisuke', 'male'], ['美咲', 'ミサキ', 'misaki', 'female'], ['翔太', 'ショウタ', 'shota', 'male'],
  ['葵', 'アオイ', 'aoi', 'female'], ['健一', 'ケンイチ', 'kenichi', 'male'], ['さくら', 'サクラ', 'sakura', 'female'], ['拓也', 'タクヤ', 'takuya', 'male'],
  ['由美', 'ユミ', 'yumi', 'female'], ['直樹', 'ナオキ', 'naoki', 'male'], ['恵', 'メグミ', 'megumi', 'female'], ['誠', 'マコト', 'makoto', 'male'],
  ['真由美', 'マユミ', 'mayumi', 'female'], ['隆', 'タカシ', 'takashi', 'male'], ['愛', 'アイ', 'ai', 'female'], ['悠斗', 'ユウト', 'yuto', 'male'],
  ['千尋', 'チヒロ', 'chihiro', 'female'], ['剛', 'ツヨシ', 'tsuyoshi', 'male'], ['彩', 'アヤ', 'aya', 'female'],
];
