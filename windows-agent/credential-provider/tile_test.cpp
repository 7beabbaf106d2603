// Fields × scenario of the policy × answer: what the tile shows and asks for next.
#include "credential-provider/tile.h"

#include <string>

#include "wire/testing/check.h"

namespace genkan::logon {
namespace {

constexpr Milliseconds start = 1'000'000;

TileAccount known() { return {"S-1-5-21-1-2-3-1001", u"PC\\taro", u"太郎", false, false}; }
TileAccount other() {
  TileAccount account;
  account.isOther = true;
  return account;
}

Methods methods(const char* words, Vault vault = Vault::none) {
  Methods made;
  made.alternatives = *parseAlternatives(words);
  made.linked = true;
  made.language = Language::japanese;
  made.vault = vault;
  return made;
}

Methods none(MethodsNote note, bool linked = true) {
  Methods made;
  made.linked = linked;
  made.note = note;
  return made;
}

std::string shown(const Tile& tile) {
  constexpr const char* names[fieldCount] = {"", "", "", "", "qr", "key", "user", "code1", "password", "code2", "new", "again", "", "other", "over", "glass"};
  const TileView view = tile.view();
  std::string all;
  for (std::size_t at = 0; at < fieldCount; ++at) {
    if (!view.fields[at].shown || names[at][0] == '\0') continue;
    all += (all.empty() ? "" : " ") + std::string(names[at]) + (view.fields[at].focused ? "*" : "");
  }
  return all;
}

Text noticeOf(const Tile& tile) { return tile.view().fields[indexOf(Field::notice)].text; }

struct ShownRow {
  const char* words;
  Vault vault;
  bool remote;
  const char* fields;
  Text notice;
};

TEST("when the policy is known, then the fields are in its order and the first empty one has the focus") {
  const ShownRow rows[] = {
      {"password", Vault::none, false, "password*", Text::askPassword},
      {"password+otp", Vault::none, false, "password* code2", Text::askPasswordAndCode},
      {"otp+password", Vault::none, false, "code1* password", Text::askCodeAndPassword},
      {"otp", Vault::kept, false, "code1*", Text::askCode},
      {"otp", Vault::none, false, "code1* password", Text::passwordNeededToo},
      {"otp", Vault::stale, false, "code1* password", Text::passwordNeededToo},
      {"password+otp otp", Vault::kept, false, "password* code2 other", Text::askPasswordAndCode},
      {"break-glass", Vault::kept, false, "password* glass", Text::askBreakGlass},
      {"break-glass", Vault::none, true, "glass*", Text::askBreakGlass},
      {"password+otp", Vault::none, true, "code2*", Text::remotePasswordUsed},
      {"otp+password", Vault::none, true, "code1*", Text::remotePasswordUsed},
      {"otp", Vault::none, true, "code1*", Text::remotePasswordUsed},
      {"password", Vault::none, true, "", Text::askPassword},
  };
  for (const ShownRow& row : rows) {
    Tile tile(known(), Language::english);
    if (row.remote) tile.holdRemotePassword(Secret(u"secret"), start);
    CHECK(tile.learn(methods(row.words, row.vault)));
    CHECK_EQUAL(shown(tile), std::string(row.fields));
    CHECK(noticeOf(tile) == row.notice);
    CHECK(tile.language() == Language::japanese);
  }
}

TEST("when nothing is known yet, then a person may type a password, and of another user the name") {
  CHECK_EQUAL(shown(Tile(known(), Language::english)), std::string("password*"));
  // The code too: who logs on by it alone has no other place for it, and asking first would tell whom the PC knows.
  CHECK_EQUAL(shown(Tile(other(), Language::english)), std::string("user* code1 password"));
}

struct SubmitRow {
  const char* name;
  const char* words;
  Vault vault;
  const char16_t* password;
  const char16_t* code;
  Task afterMethods;
  Text text;
};

TEST("when a person submits, then methods are asked anew and only what the policy demands is done") {
  const SubmitRow rows[] = {
      {"password", "password", Vault::none, u"pw", u"", Task::packLogon, Text::none},
      {"password missing", "password", Vault::none, u"", u"", Task::askPerson, Text::emptyInput},
      {"pair", "password+otp", Vault::none, u"pw", u"123456", Task::checkCode, Text::none},
      {"pair the other way round", "otp+password", Vault::none, u"pw", u"123456", Task::checkCode, Text::none},
      {"pair without code", "password+otp", Vault::none, u"pw", u"", Task::askPerson, Text::emptyInput},
      {"pair without password", "password+otp", Vault::none, u"", u"123456", Task::askPerson, Text::emptyInput},
      {"five digits", "password+otp", Vault::none, u"pw", u"12345", Task::askPerson, Text::codeForm},
      {"seven digits", "password+otp", Vault::none, u"pw", u"1234567", Task::askPerson, Text::codeForm},
      {"letters", "password+otp", Vault::none, u"pw", u"12345a", Task::askPerson, Text::codeForm},
      {"full width digits", "password+otp", Vault::none, u"pw", u"１２３４５６", Task::checkCode, Text::none},
      {"digits with a space", "password+otp", Vault::none, u"pw", u"123 456", Task::checkCode, Text::none},
      {"code alone", "otp", Vault::kept, u"", u"123456", Task::checkCode, Text::none},
      {"code alone, nothing kept", "otp", Vault::none, u"", u"123456", Task::askPerson, Text::emptyInput},
  };
  for (const SubmitRow& row : rows) {
    Tile tile(known(), Language::english);
    tile.learn(methods(row.words, row.vault));
    tile.type(Field::password, row.password, start);
    tile.type(Field::codeFirst, row.code, start);
    CHECK(tile.submit(start) == Task::askMethods);
    const Task task = tile.onMethods(methods(row.words, row.vault), start);
    if (task != row.afterMethods || tile.status().text != row.text) std::printf("  row: %s\n", row.name);
    CHECK(task == row.afterMethods);
    CHECK(tile.status().text == row.text);
  }
}

struct AnswerRow {
  const char* name;
  Methods answer;
  Text text;
  Phase phase;
};

TEST("when the agent gives no alternative, then nobody gets in, whatever was typed") {
  const AnswerRow rows[] = {
      {"policy missing", none(MethodsNote::policyMissing), Text::unavailable, Phase::noWayIn},
      {"left or locked", none(MethodsNote::refused), Text::refused, Phase::noWayIn},
      {"no word why", none(MethodsNote::none), Text::refused, Phase::noWayIn},
      {"not registered, not tied", none(MethodsNote::otpNotRegistered, false), Text::refused, Phase::noWayIn},
  };
  for (const AnswerRow& row : rows) {
    Tile tile(known(), Language::english);
    tile.type(Field::password, u"pw", start);
    tile.submit(start);
    CHECK(tile.onMethods(row.answer, start) == Task::askPerson);
    CHECK(tile.status().text == row.text);
    CHECK(tile.phase() == row.phase);
    CHECK(tile.password().empty());
  }
}

Tile atCheck(const char* words, Vault vault, const char16_t* password) {
  Tile tile(known(), Language::english);
  tile.type(Field::password, password, start);
  tile.type(Field::codeFirst, u"123456", start);
  tile.submit(start);
  tile.onMethods(methods(words, vault), start);
  return tile;
}

TEST("when a code is judged, then only an accepted one goes on, and else the tile is clean again") {
  for (const Verdict verdict : {Verdict::refused, Verdict::unavailable}) {
    Tile tile = atCheck("password+otp", Vault::none, u"pw");
    CHECK(tile.onVerdict(verdict, start) == Task::askPerson);
    CHECK(tile.status().text == (verdict == Verdict::refused ? Text::refused : Text::unavailable));
    CHECK(tile.password().empty() && tile.code().empty());
    CHECK(tile.phase() == Phase::factors);
    const auto emptied = tile.takeEmptied();
    CHECK(emptied[indexOf(Field::password)] && emptied[indexOf(Field::codeSecond)]);
  }
  Tile tile = atCheck("password+otp", Vault::none, u"pw");
  CHECK(tile.onVerdict(Verdict::accepted, start) == Task::packLogon);
  const LogonToPack logon = tile.takeLogon();
  CHECK(logon.qualifiedName == u"PC\\taro" && logon.password.view() == u"pw");
  CHECK(tile.password().empty() && tile.code().empty());
}

TEST("when a code alone is accepted, then the kept password is asked for, and its absence shows one field more") {
  Tile tile = atCheck("otp", Vault::kept, u"");
  CHECK(tile.onVerdict(Verdict::accepted, start) == Task::releasePassword);
  CHECK(tile.onReleased(Secret(u"kept"), start) == Task::packLogon);
  CHECK(tile.takeLogon().password.view() == u"kept");

  Tile without = atCheck("otp", Vault::kept, u"");
  without.onVerdict(Verdict::accepted, start);
  CHECK(without.onReleased(std::nullopt, start) == Task::askPerson);
  CHECK_EQUAL(shown(without), std::string("password* over"));
  without.type(Field::password, u"pw", start + 5'000);
  CHECK(without.submit(start + 5'000) == Task::askMethods);
  CHECK(without.onMethods(methods("otp"), start + 5'000) == Task::packLogon);
}

TEST("when an accepted code has grown old or the policy has changed, then it does not count any more") {
  Tile late = atCheck("otp", Vault::kept, u"");
  late.onVerdict(Verdict::accepted, start);
  late.onReleased(std::nullopt, start);
  late.type(Field::password, u"pw", start + 60'001);
  CHECK(late.submit(start + 60'001) == Task::askMethods);
  CHECK(late.onMethods(methods("otp"), start + 60'001) == Task::askPerson);
  CHECK(late.status().text == Text::expiredInput);

  Tile changed = atCheck("otp", Vault::kept, u"");
  changed.onVerdict(Verdict::accepted, start);
  changed.onReleased(std::nullopt, start);
  changed.type(Field::password, u"pw", start);
  changed.submit(start);
  CHECK(changed.onMethods(methods("password+otp"), start) == Task::askPerson);
  CHECK(changed.phase() == Phase::factors);
}

TEST("when the policy at submit demands more than the screen showed, then the missing field comes and what is typed stays") {
  Tile tile(known(), Language::english);
  tile.learn(methods("password"));
  tile.type(Field::password, u"pw", start);
  tile.submit(start);
  CHECK(tile.onMethods(methods("password+otp"), start) == Task::askPerson);
  CHECK(tile.status().text == Text::none);
  CHECK_EQUAL(shown(tile), std::string("password code2*"));
  CHECK(tile.password() == u"pw");
}

TEST("when what is typed lies unused for a minute, then it is forgotten and asked for again") {
  Tile tile(known(), Language::english);
  tile.learn(methods("password"));
  tile.type(Field::password, u"pw", start);
  CHECK(!tile.forgetStale(start + secretLifetime));
  CHECK(tile.submit(start + secretLifetime + 1) == Task::askPerson);
  CHECK(tile.status().text == Text::expiredInput);
  CHECK(tile.password().empty());
}

TEST("when the tile is left, then nothing stays in it") {
  Tile tile = atCheck("otp", Vault::kept, u"");
  tile.onVerdict(Verdict::accepted, start);
  tile.onReleased(std::nullopt, start);
  tile.type(Field::password, u"pw", start);
  tile.deselect(start);
  CHECK(tile.password().empty() && tile.code().empty());
  CHECK(tile.phase() == Phase::factors);
}

TEST("when another alternative is chosen, then its fields come and what was typed goes") {
  Tile tile(known(), Language::english);
  tile.learn(methods("password+otp otp", Vault::kept));
  tile.type(Field::password, u"pw", start);
  tile.press(Field::otherMethod);
  CHECK_EQUAL(shown(tile), std::string("code1* other"));
  CHECK(tile.password().empty());
  tile.press(Field::otherMethod);
  CHECK_EQUAL(shown(tile), std::string("password* code2 other"));
}

TEST("when the chosen alternative is still there, then a fresh policy keeps it, else the first is taken") {
  Tile tile(known(), Language::english);
  tile.learn(methods("password+otp otp", Vault::kept));
  tile.press(Field::otherMethod);
  tile.learn(methods("password otp", Vault::kept));
  CHECK(tile.chosen() == Alternative::otp);
  tile.learn(methods("password"));
  CHECK(tile.chosen() == Alternative::password);
}

TEST("when host or agent is away, then starting keeps what is typed and away does not") {
  Tile starting(known(), Language::english);
  starting.type(Field::password, u"pw", start);
  starting.submit(start);
  CHECK(starting.onAway(true) == Task::askPerson);
  CHECK(starting.status().text == Text::starting && noticeOf(starting) == Text::starting);
  CHECK(starting.password() == u"pw");

  Tile away(known(), Language::english);
  away.type(Field::password, u"pw", start);
  away.submit(start);
  CHECK(away.onAway(false) == Task::askPerson);
  CHECK(away.status().text == Text::unavailable && away.password().empty());
  CHECK(noticeOf(away) == Text::unavailable);
}

TEST("when the host comes and goes before anybody submits, then the tile says so once each time") {
  Tile tile(known(), Language::english);
  CHECK(tile.learnAway(true) && !tile.learnAway(true));
  CHECK(noticeOf(tile) == Text::starting);
  CHECK(tile.learnAway(false));
  CHECK(noticeOf(tile) == Text::unavailable);
  CHECK(tile.learn(methods("password")) && !tile.learn(methods("password")));
  CHECK(noticeOf(tile) == Text::askPassword);
}

TEST("when a name is typed, then it is looked up once, and another name is another person") {
  Tile tile(other(), Language::english);
  CHECK(tile.submit(start) == Task::askPerson);
  CHECK(tile.status().text == Text::askUserName);
  tile.type(Field::userName, u"taro", start);
  tile.type(Field::password, u"pw", start);
  CHECK(tile.submit(start) == Task::resolveAccount);
  CHECK(tile.onAccount(AccountLookup::found, "S-1-5-21-1-2-3-1001", u"PC\\taro") == Task::askMethods);
  CHECK(tile.onMethods(methods("password+otp"), start) == Task::askPerson);
  CHECK_EQUAL(shown(tile), std::string("user password code2*"));
  CHECK(tile.submit(start) == Task::askMethods);
  tile.type(Field::userName, u"hanako", start);
  CHECK(tile.account().sid.empty());
  CHECK(tile.submit(start) == Task::resolveAccount);
}

TEST("when there is a name alone, then nobody is looked up") {
  Tile tile(other(), Language::english);
  tile.type(Field::userName, u"taro", start);
  CHECK(tile.submit(start) == Task::askPerson);
  CHECK(tile.status().text == Text::emptyInput);
  CHECK_EQUAL(shown(tile), std::string("user code1 password*"));
  tile.type(Field::codeFirst, u"123456", start);
  CHECK(tile.submit(start) == Task::resolveAccount);
  tile.onAccount(AccountLookup::found, "S-1-5-21-1-2-3-1001", u"PC\\taro");
  CHECK(tile.onMethods(methods("otp", Vault::kept), start) == Task::checkCode);
}

struct StrangerRow {
  const char* name;
  Methods untied;
  Text text;
};

TEST("when there is no such account, then all looks like one that is tied to nobody and nothing goes to Windows") {
  Methods untied = methods("password");
  untied.linked = false;
  Methods pair = methods("password+otp");
  pair.linked = false;
  const StrangerRow rows[] = {
      {"password", untied, Text::refused},
      {"a code is missing", pair, Text::none},
      {"not registered", none(MethodsNote::otpNotRegistered, false), Text::refused},
      {"policy missing", none(MethodsNote::policyMissing, false), Text::unavailable},
  };
  for (const StrangerRow& row : rows) {
    Tile stranger(other(), Language::english);
    Tile known(other(), Language::english);
    for (Tile* tile : {&stranger, &known}) {
      tile->type(Field::userName, u"someone", start);
      tile->type(Field::password, u"pw", start);
      CHECK(tile->submit(start) == Task::resolveAccount);
    }
    CHECK(stranger.onAccount(AccountLookup::unknown, {}, {}) == Task::askMethods);
    CHECK_EQUAL(stranger.account().sid, std::string(nobodySid));
    CHECK(known.onAccount(AccountLookup::found, "S-1-5-21-9", u"PC\\someone") == Task::askMethods);
    CHECK(stranger.onMethods(row.untied, start) == Task::askPerson);
    if (known.onMethods(row.untied, start) == Task::packLogon) {
      known.takeLogon();
      known.onReport(static_cast<std::int32_t>(0xC000006Du), 0, start);
    }
    if (stranger.status().text != row.text) std::printf("  row: %s\n", row.name);
    CHECK(stranger.status().text == row.text && known.status().text == row.text);
    CHECK_EQUAL(shown(stranger), shown(known));
    CHECK(stranger.password().empty() == known.password().empty());
    // Asked anew each time, like a name that may exist by now.
    stranger.type(Field::password, u"pw", start);
    CHECK(stranger.submit(start) == Task::resolveAccount);
  }
  Tile code(other(), Language::english);
  code.type(Field::userName, u"someone", start);
  code.type(Field::codeFirst, u"123456", start);
  code.type(Field::password, u"pw", start);
  code.submit(start);
  code.onAccount(AccountLookup::unknown, {}, {});
  CHECK(code.onMethods(pair, start) == Task::askPerson);
  CHECK(code.status().text == Text::refused && code.password().empty() && code.code().empty());
}

TEST("when accounts cannot be looked up, then that is the word") {
  Tile tile(other(), Language::english);
  tile.type(Field::userName, u"someone", start);
  tile.type(Field::password, u"pw", start);
  tile.submit(start);
  CHECK(tile.onAccount(AccountLookup::unavailable, {}, {}) == Task::askPerson);
  CHECK(tile.status().text == Text::unavailable && tile.password().empty());
}

TEST("when another name is typed, then the fields of the last one are not those of the next") {
  Tile tile(other(), Language::english);
  tile.type(Field::userName, u"taro", start);
  tile.type(Field::password, u"pw", start);
  tile.submit(start);
  tile.onAccount(AccountLookup::found, "S-1-5-21-1-2-3-1001", u"PC\\taro");
  tile.onMethods(methods("password+otp"), start);
  tile.type(Field::userName, u"taro", start);
  CHECK_EQUAL(shown(tile), std::string("user password code2*"));
  tile.type(Field::userName, u"hanako", start);
  CHECK_EQUAL(shown(tile), std::string("user code1 password*"));
}

TEST("when no one-time password is registered, then the password proves who it is and the QR code comes") {
  Tile tile(known(), Language::english);
  tile.learn(none(MethodsNote::otpNotRegistered));
  CHECK_EQUAL(shown(tile), std::string("password*"));
  CHECK(noticeOf(tile) == Text::registrationNeeded);
  tile.type(Field::password, u"pw", start);
  tile.submit(start);
  CHECK(tile.onMethods(none(MethodsNote::otpNotRegistered), start) == Task::provePassword);
  CHECK(tile.onProof(Verdict::accepted) == Task::startRegistration);
  RegistrationOffer offer;
  offer.registrationId = "r1";
  offer.key = "ABCD EFGH";
  CHECK(tile.onOffer(offer) == Task::askPerson);
  CHECK_EQUAL(shown(tile), std::string("qr key code1* over"));
  CHECK(tile.view().fields[indexOf(Field::qrKey)].literal.empty());
  CHECK(tile.password().empty());
  tile.type(Field::codeFirst, u"12", start);
  CHECK(tile.submit(start) == Task::askPerson);
  tile.type(Field::codeFirst, u"123456", start);
  CHECK(tile.submit(start) == Task::confirmRegistration);
  CHECK(tile.onConfirmation(Confirmation::wrongCode) == Task::askPerson);
  CHECK(tile.status().text == Text::registrationCodeRefused && tile.phase() == Phase::registrationCode);
  CHECK(tile.onConfirmation(Confirmation::confirmed) == Task::askPerson);
  CHECK(tile.status().text == Text::registered && tile.phase() == Phase::waiting);
  CHECK(tile.offer().key.empty());
}

TEST("when the proof of a registration fails, then the word tells nothing more than at a logon") {
  for (const Verdict proof : {Verdict::refused, Verdict::unavailable}) {
    Tile tile(known(), Language::english);
    tile.learn(none(MethodsNote::otpNotRegistered));
    tile.type(Field::password, u"pw", start);
    tile.submit(start);
    tile.onMethods(none(MethodsNote::otpNotRegistered), start);
    CHECK(tile.onProof(proof) == Task::askPerson);
    CHECK(tile.status().text == (proof == Verdict::refused ? Text::refused : Text::unavailable));
    CHECK(tile.password().empty() && tile.phase() == Phase::registrationPassword);
  }
}

TEST("when a remote password is all that is needed, then the tile submits itself once and not after a failure") {
  Tile tile(known(), Language::english);
  tile.holdRemotePassword(Secret(u"pw"), start);
  CHECK(!tile.submitsItself(start));
  tile.learn(methods("password"));
  CHECK(tile.submitsItself(start));
  tile.submit(start);
  CHECK(tile.onMethods(methods("password"), start) == Task::packLogon);
  tile.takeLogon();
  tile.onReport(static_cast<std::int32_t>(0xC000006Du), 0, start);
  CHECK(!tile.submitsItself(start));
  CHECK_EQUAL(shown(tile), std::string("password*"));
}

TEST("when the tile is left and drawn anew, then a remote password that never failed stays, within its lifetime, and what was typed goes") {
  Tile tile(known(), Language::english);
  tile.learn(methods("password+otp"));
  tile.holdRemotePassword(Secret(u"remote"), start);
  tile.type(Field::codeSecond, u"123456", start);
  CHECK(tile.isBeingTyped());
  tile.deselect(start + 30'000);
  CHECK(tile.password() == u"remote" && tile.code().empty() && !tile.isBeingTyped());
  CHECK_EQUAL(shown(tile), std::string("code2*"));
  CHECK(tile.forgetStale(start + secretLifetime + 1));
  CHECK(tile.password().empty());

  Tile failed(known(), Language::english);
  failed.learn(methods("password"));
  failed.holdRemotePassword(Secret(u"remote"), start);
  failed.submit(start);
  failed.onMethods(methods("password"), start);
  failed.takeLogon();
  failed.onReport(static_cast<std::int32_t>(0xC000006Du), 0, start);
  failed.deselect(start);
  CHECK(failed.password().empty());

  Tile typed(known(), Language::english);
  typed.type(Field::password, u"pw", start);
  CHECK(typed.isBeingTyped());
  typed.deselect(start);
  CHECK(typed.password().empty() && !typed.isBeingTyped());

  Tile gone(known(), Language::english);
  gone.holdRemotePassword(Secret(u"remote"), start);
  gone.wipeAll();
  CHECK(gone.password().empty());
}

TEST("when the code is demanded too, then a remote password does not submit itself") {
  Tile tile(known(), Language::english);
  tile.holdRemotePassword(Secret(u"pw"), start);
  tile.learn(methods("password+otp"));
  CHECK(!tile.submitsItself(start));
  tile.type(Field::codeSecond, u"123456", start);
  tile.submit(start);
  CHECK(tile.onMethods(methods("password+otp"), start) == Task::checkCode);
  CHECK(tile.onVerdict(Verdict::accepted, start) == Task::packLogon);
  CHECK(tile.takeLogon().password.view() == u"pw");
}

TEST("when somebody is in the middle of a registration, then news of the policy do not move the tile") {
  Tile tile(known(), Language::english);
  tile.learn(none(MethodsNote::otpNotRegistered));
  tile.type(Field::password, u"pw", start);
  tile.submit(start);
  tile.onMethods(none(MethodsNote::otpNotRegistered), start);
  tile.onProof(Verdict::accepted);
  tile.onOffer(RegistrationOffer{"r", "", 0, "K"});
  CHECK(!tile.learn(methods("password")));
  CHECK(tile.phase() == Phase::registrationCode);
}

}  // namespace
}  // namespace genkan::logon
