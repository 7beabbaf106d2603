#include "credential-provider/tile_changes.h"

#include <string>

#include "wire/testing/check.h"

namespace genkan::logon {
namespace {

constexpr Milliseconds start = 1'000'000;

Methods methods(const char* words) {
  Methods made;
  made.alternatives = *parseAlternatives(words);
  made.linked = true;
  return made;
}

std::string words(const std::vector<Change>& changes) {
  constexpr const char* kinds[] = {"empty", "text", "picture", "state", "focus", "submit"};
  std::string all;
  for (const Change& change : changes) {
    all += (all.empty() ? "" : " ") + std::string(kinds[static_cast<std::size_t>(change.kind)]) + ":" + std::to_string(indexOf(change.field));
  }
  return all;
}

bool has(const std::vector<Change>& changes, ChangeKind kind, Field field) {
  for (const Change& change : changes) {
    if (change == Change{kind, field}) return true;
  }
  return false;
}

Tile known() { return Tile({"S-1-5-21-1-2-3-1001", u"PC\\taro", u"taro", false, false}, Language::english); }

TEST("when nothing changed, then LogonUI hears of the focus alone") {
  const Tile tile = known();
  CHECK_EQUAL(words(changesBetween(tile.view(), tile.view(), {})), "focus:" + std::to_string(indexOf(Field::password)));
}

TEST("when a field appears, then its state, the words and the place of the button change, and edits keep their text") {
  Tile tile = known();
  const TileView before = tile.view();
  tile.learn(methods("password+otp"));
  const std::vector<Change> changes = changesBetween(before, tile.view(), tile.takeEmptied());
  CHECK(has(changes, ChangeKind::state, Field::codeSecond));
  CHECK(has(changes, ChangeKind::text, Field::notice) && has(changes, ChangeKind::state, Field::notice));
  CHECK(has(changes, ChangeKind::submitNextTo, Field::codeSecond));
  CHECK(!has(changes, ChangeKind::empty, Field::password) && !has(changes, ChangeKind::state, Field::password));
  for (const Change& change : changes) CHECK(change.kind != ChangeKind::text || !isEdit(change.field));
}

TEST("when secrets were forgotten, then their dots go and a name that was typed stays") {
  TileAccount other;
  other.isOther = true;
  Tile tile(other, Language::english);
  tile.type(Field::userName, u"taro", start);
  tile.type(Field::password, u"pw", start);
  const TileView before = tile.view();
  tile.deselect(start);
  const std::vector<Change> changes = changesBetween(before, tile.view(), tile.takeEmptied());
  CHECK(has(changes, ChangeKind::empty, Field::password) && has(changes, ChangeKind::empty, Field::codeFirst));
  CHECK(!has(changes, ChangeKind::empty, Field::userName));
}

TEST("when the picture of a registration comes and goes, then it is drawn once and its key is taken away again") {
  Tile tile = known();
  Methods unregistered;
  unregistered.linked = true;
  unregistered.note = MethodsNote::otpNotRegistered;
  tile.type(Field::password, u"pw", start);
  tile.submit(start);
  tile.onMethods(unregistered, start);
  tile.onProof(Verdict::accepted);
  const TileView before = tile.view();
  tile.onOffer(RegistrationOffer{"r1", "", 0, "ABCD EFGH"});
  const TileView shown = tile.view();
  const std::vector<Change> came = changesBetween(before, shown, tile.takeEmptied());
  CHECK(has(came, ChangeKind::picture, Field::qrImage) && has(came, ChangeKind::state, Field::qrImage) && has(came, ChangeKind::text, Field::qrKey));
  CHECK(!has(changesBetween(shown, shown, {}), ChangeKind::picture, Field::qrImage));
  tile.press(Field::startOver);
  const std::vector<Change> went = changesBetween(shown, tile.view(), tile.takeEmptied());
  CHECK(!has(went, ChangeKind::picture, Field::qrImage) && has(went, ChangeKind::state, Field::qrImage) && has(went, ChangeKind::text, Field::qrKey));
}

}  // namespace
}  // namespace genkan::logon
