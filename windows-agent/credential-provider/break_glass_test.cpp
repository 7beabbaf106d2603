// The last way in: password and the PC's own code.
#include "credential-provider/tile.h"

#include "wire/testing/check.h"

namespace genkan::logon {
namespace {

constexpr Milliseconds start = 1'000'000;
constexpr const char16_t* code = u"ABCD-EFGH-JKMN-PQRS-TVWX";

Methods methods(const char* words, Vault vault = Vault::none) {
  Methods made;
  made.alternatives = *parseAlternatives(words);
  made.linked = true;
  made.vault = vault;
  return made;
}

// At the fields of the break-glass code, reached by the link.
Tile opened(const char* words, Vault vault = Vault::none) {
  Tile tile({"S-1-5-21-1", u"PC\\taro", u"taro", false, false}, Language::english);
  tile.learn(methods(words, vault));
  while (tile.chosen() != Alternative::breakGlass) tile.press(Field::otherMethod);
  return tile;
}

Task typedIn(Tile& tile, const char* words, const char16_t* password, const char16_t* typed, Milliseconds now = start) {
  tile.type(Field::password, password, now);
  tile.type(Field::breakGlassCode, typed, now);
  CHECK(tile.submit(now) == Task::askMethods);
  return tile.onMethods(methods(words), now);
}

struct Row {
  const char16_t* typed;
  const char* read;  // nullptr: not a code
};

TEST("when a break-glass code is typed, then forms of keyboards are read as ASCII and nothing longer than 40 is sent") {
  const Row rows[] = {
      {u"ABCD-EFGH", "ABCD-EFGH"},
      {u"abcd efgh", "abcd efgh"},
      {u"ＡＢＣＤ－ｅｆｇｈ", "ABCD-efgh"},
      {u"ＡＢ　１２", "AB 12"},
      {u"AB\u2010CD\u2212EF\u30FCGH", "AB-CD-EF-GH"},
      {u"0123456789012345678901234567890123456789", "0123456789012345678901234567890123456789"},
      {u"01234567890123456789012345678901234567890", nullptr},
      {u"", nullptr},
      {u" - ", nullptr},
      {u"AB\tCD", nullptr},
      {u"あ", nullptr},
  };
  for (const Row& row : rows) {
    const std::optional<std::string> read = readBreakGlassCode(row.typed);
    CHECK_EQUAL(read.value_or("(none)"), std::string(row.read == nullptr ? "(none)" : row.read));
  }
}

TEST("when password and code are typed, then they are checked together, and the kept password is never asked for") {
  Tile tile = opened("otp break-glass", Vault::kept);
  CHECK(typedIn(tile, "otp break-glass", u"", code) == Task::askPerson);
  CHECK(tile.status().text == Text::emptyInput);
  CHECK(typedIn(tile, "otp break-glass", u"pw", u"") == Task::askPerson);
  CHECK(typedIn(tile, "otp break-glass", u"pw", u"あ") == Task::askPerson);
  CHECK(tile.status().text == Text::breakGlassForm && tile.password() == u"pw");
  CHECK(typedIn(tile, "otp break-glass", u"pw", code) == Task::checkCode);
  CHECK_EQUAL(tile.codeToCheck().value_or(""), "ABCD-EFGH-JKMN-PQRS-TVWX");
  CHECK(tile.onVerdict(Verdict::accepted, start) == Task::packLogon);
  CHECK(tile.takeLogon().password.view() == u"pw");
  // The password is not taken into keeping on this way either.
  const ReportTask task = tile.onReport(0, 0, start);
  CHECK(task.accepted && task.vault == VaultAction::none);
}

TEST("when the code is refused, then the word is that of every refusal and nothing stays") {
  Tile tile = opened("password+otp break-glass");
  CHECK(typedIn(tile, "password+otp break-glass", u"pw", code) == Task::checkCode);
  CHECK(tile.onVerdict(Verdict::refused, start) == Task::askPerson);
  CHECK(tile.status().text == Text::refused && tile.password().empty() && !tile.codeToCheck());
}

TEST("when six digits were typed and the policy now offers the break-glass code alone, then they are not tried as one") {
  Tile tile({"S-1-5-21-1", u"PC\\taro", u"taro", false, false}, Language::english);
  tile.learn(methods("password+otp"));
  tile.type(Field::password, u"pw", start);
  tile.type(Field::codeSecond, u"123456", start);
  tile.submit(start);
  CHECK(tile.onMethods(methods("break-glass"), start) == Task::askPerson);
  CHECK(!tile.codeToCheck());
}

TEST("when the password beside an accepted code was wrong, then it may be typed again for as long as the code counts: the code is spent") {
  Tile tile = opened("password+otp break-glass");
  typedIn(tile, "password+otp break-glass", u"wrong", code);
  tile.onVerdict(Verdict::accepted, start);
  tile.takeLogon();
  const ReportTask task = tile.onReport(static_cast<std::int32_t>(0xC000006Du), 0, start + 1'000);
  CHECK(task.status.text == Text::refused && task.vault == VaultAction::none);
  CHECK(tile.phase() == Phase::passwordAfterCode);
  tile.type(Field::password, u"right", start + 10'000);
  // The PC offers no code any more: it is not asked.
  CHECK(tile.submit(start + 10'000) == Task::packLogon);
  CHECK(tile.takeLogon().password.view() == u"right");

  Tile late = opened("password+otp break-glass");
  typedIn(late, "password+otp break-glass", u"wrong", code);
  late.onVerdict(Verdict::accepted, start);
  late.takeLogon();
  late.onReport(static_cast<std::int32_t>(0xC000006Du), 0, start + 1'000);
  late.type(Field::password, u"right", start + 60'001);
  CHECK(late.submit(start + 60'001) == Task::askMethods);
  CHECK(late.onMethods(methods("password+otp"), start + 60'001) == Task::askPerson);
}

TEST("when the tile is left after an accepted code, then nothing of it stays") {
  Tile tile = opened("password+otp break-glass");
  typedIn(tile, "password+otp break-glass", u"wrong", code);
  tile.onVerdict(Verdict::accepted, start);
  tile.takeLogon();
  tile.onReport(static_cast<std::int32_t>(0xC000006Du), 0, start);
  tile.deselect(start);
  tile.type(Field::password, u"right", start);
  CHECK(tile.submit(start) == Task::askMethods);
  CHECK(tile.onMethods(methods("password+otp"), start) == Task::askPerson);
}

TEST("when the password has to be changed, then the new one logs on with the code that is spent") {
  Tile tile = opened("password+otp break-glass");
  typedIn(tile, "password+otp break-glass", u"old", code);
  tile.onVerdict(Verdict::accepted, start);
  tile.takeLogon();
  tile.onReport(static_cast<std::int32_t>(0xC0000224u), 0, start);
  CHECK(tile.phase() == Phase::changePassword);
  tile.type(Field::password, u"old", start);
  tile.type(Field::newPassword, u"new", start);
  tile.type(Field::newPasswordAgain, u"new", start);
  CHECK(tile.submit(start) == Task::packPasswordChange);
  tile.takeChange();
  CHECK(tile.onReport(0, 0, start).submitAgain);
  CHECK(tile.submit(start + 1'000) == Task::packLogon);
  CHECK(tile.takeLogon().password.view() == u"new");
}

}  // namespace
}  // namespace genkan::logon
