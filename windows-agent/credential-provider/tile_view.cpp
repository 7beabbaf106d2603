// What of a tile is to be seen.
#include "credential-provider/tile.h"

namespace genkan::logon {
namespace {

// Where the code is typed: before the password or behind it, as the policy has it.
Field codePlace(Alternative alternative) {
  if (alternative == Alternative::breakGlass) return Field::breakGlassCode;
  return alternative == Alternative::passwordOtp ? Field::codeSecond : Field::codeFirst;
}

constexpr Field editFields[] = {Field::userName, Field::codeFirst, Field::password, Field::codeSecond, Field::breakGlassCode, Field::newPassword, Field::newPasswordAgain};

}  // namespace

// Whether the person has to fill in this field now.
bool Tile::needs(Field field) const {
  const bool holdsPassword = passwordSource_ == Source::remote && !password_.empty();
  switch (phase_) {
    case Phase::waiting:
    case Phase::noWayIn:
      if (field == Field::userName) return account_.isOther;
      return field == Field::password && !holdsPassword;
    case Phase::factors: {
      if (field == Field::userName) return account_.isOther;
      const Alternative alternative = *chosen();
      if (field == Field::password) return !holdsPassword && (asksPassword(alternative) || methods_->vault != Vault::kept);
      return asksCode(alternative) && field == codePlace(alternative);
    }
    case Phase::passwordAfterCode: return field == Field::password;
    case Phase::registrationPassword: return field == Field::password && !holdsPassword;
    case Phase::registrationCode: return field == Field::codeFirst;
    case Phase::changePassword: return field == Field::password || field == Field::newPassword || field == Field::newPasswordAgain;
  }
  return false;
}

// Whether there is a place for it although nobody knows yet whether it is needed.
bool Tile::offers(Field field) const {
  const bool nothingKnown = phase_ == Phase::waiting || phase_ == Phase::noWayIn;
  return account_.isOther && nothingKnown && field == Field::codeFirst;
}

std::optional<Field> Tile::firstMissing() const {
  Tile& self = const_cast<Tile&>(*this);
  for (const Field field : editFields) {
    if (!needs(field)) continue;
    const TypedInput* input = self.inputOf(field);
    if (input != nullptr ? input->empty() : userName_.empty()) return field;
  }
  return std::nullopt;
}

Text Tile::notice() const {
  if (notice_ != Text::none) return notice_;
  switch (phase_) {
    case Phase::waiting:
      if (away_ == Away::starting) return Text::starting;
      if (away_ == Away::yes) return Text::unavailable;
      return account_.isOther ? Text::askNameAndSecrets : Text::none;
    case Phase::noWayIn: return methods_ && methods_->note == MethodsNote::policyMissing ? Text::unavailable : Text::none;
    case Phase::factors: {
      const Alternative alternative = *chosen();
      if (alternative == Alternative::breakGlass) return Text::askBreakGlass;
      if (passwordSource_ == Source::remote && !password_.empty() && asksCode(alternative)) return Text::remotePasswordUsed;
      switch (alternative) {
        case Alternative::password: return Text::askPassword;
        case Alternative::otp: return methods_->vault == Vault::kept ? Text::askCode : Text::passwordNeededToo;
        case Alternative::passwordOtp: return Text::askPasswordAndCode;
        case Alternative::otpPassword: return Text::askCodeAndPassword;
        case Alternative::breakGlass: break;
      }
      return Text::none;
    }
    case Phase::passwordAfterCode: return Text::passwordAfterCode;
    case Phase::registrationPassword: return Text::registrationNeeded;
    case Phase::registrationCode: return Text::scanQr;
    case Phase::changePassword: return Text::changeNeeded;
  }
  return Text::none;
}

TileView Tile::view() const {
  TileView view;
  const auto of = [&view](Field field) -> FieldView& { return view.fields[indexOf(field)]; };
  of(Field::logo).shown = true;
  of(Field::label) = {true, false, Text::providerLabel, {}};
  // Windows itself writes the name of the account or "Other user" above the tile.
  of(Field::title) = {false, false, account_.isOther ? Text::otherUser : Text::none, account_.displayName};
  const Text text = notice();
  of(Field::notice) = {text != Text::none, false, text, {}};
  if (phase_ == Phase::registrationCode) {
    of(Field::qrImage).shown = true;
    // Its text is a secret: it is made where LogonUI asks for it, and nowhere kept.
    of(Field::qrKey).shown = true;
  }
  for (const Field field : editFields) {
    if (!needs(field) && !offers(field)) continue;
    of(field).shown = true;
    view.submitNextTo = field;
  }
  of(Field::userName).literal = userName_;
  if (const std::optional<Field> missing = firstMissing()) {
    of(*missing).focused = true;
  } else {
    of(view.submitNextTo).focused = of(view.submitNextTo).shown;
  }
  of(Field::submit) = {true, false, Text::submitLabel, {}};
  const bool several = phase_ == Phase::factors && methods_->alternatives.size() > 1;
  of(Field::otherMethod) = {several, false, Text::otherMethodLink, {}};
  const bool leaves = phase_ == Phase::registrationCode || phase_ == Phase::changePassword || phase_ == Phase::passwordAfterCode;
  of(Field::startOver) = {leaves, false, Text::startOverLink, {}};
  return view;
}

}  // namespace genkan::logon
