#include "credential-provider/tile.h"

#include <algorithm>

namespace genkan::logon {

std::optional<std::string> readCode(std::u16string_view typed) {
  constexpr char16_t fullWidthZero = 0xFF10;
  std::string code;
  code.reserve(6);
  for (const char16_t unit : typed) {
    if (unit == u' ' || unit == 0x3000) continue;
    const char16_t digit = unit >= fullWidthZero ? unit - fullWidthZero : unit - u'0';
    if (digit > 9 || code.size() == 6) return std::nullopt;
    code.push_back(static_cast<char>('0' + digit));
  }
  if (code.size() != 6) return std::nullopt;
  return code;
}

std::optional<std::string> readBreakGlassCode(std::u16string_view typed) {
  constexpr std::size_t longest = 40;
  if (typed.size() > longest) return std::nullopt;
  std::string code;
  code.reserve(longest);
  bool saysSomething = false;
  for (char16_t unit : typed) {
    if (unit >= 0xFF01 && unit <= 0xFF5E) unit = static_cast<char16_t>(unit - 0xFEE0);
    if (unit == 0x3000) unit = u' ';
    // What Japanese keyboards and printers make of a dash.
    if ((unit >= 0x2010 && unit <= 0x2015) || unit == 0x2212 || unit == 0x30FC) unit = u'-';
    if (unit < 0x20 || unit > 0x7E) {
      wire::wipe(code);
      return std::nullopt;
    }
    saysSomething = saysSomething || (unit != u' ' && unit != u'-');
    code.push_back(static_cast<char>(unit));
  }
  if (!saysSomething) return std::nullopt;
  return code;
}

Tile::Tile(TileAccount account, Language uiLanguage) : account_(std::move(account)), language_(uiLanguage) {}

TypedInput* Tile::inputOf(Field field) {
  switch (field) {
    case Field::codeFirst:
    case Field::codeSecond: return &code_;
    case Field::breakGlassCode: return &breakGlassCode_;
    case Field::password: return &password_;
    case Field::newPassword: return &newPassword_;
    case Field::newPasswordAgain: return &newPasswordAgain_;
    default: return nullptr;
  }
}

bool Tile::type(Field field, std::u16string_view text, Milliseconds now) {
  now_ = now;
  if (field == Field::userName) {
    if (!account_.isOther) return false;
    if (userName_ == text) return false;
    userName_ = text;
    forgetAccount();
    return true;
  }
  TypedInput* input = inputOf(field);
  if (input == nullptr) return false;
  const bool changed = input->view() != text;
  if (field == Field::password) passwordSource_ = Source::typed;
  input->type(text, now);
  return changed;
}

// Another name is another person: nothing that was known or proven carries over.
void Tile::forgetAccount() noexcept {
  resolvedName_.clear();
  account_.sid.clear();
  account_.qualifiedName.clear();
  unknown_ = false;
  codeAcceptedAt_.reset();
  if (phase_ != Phase::factors && phase_ != Phase::noWayIn && phase_ != Phase::registrationPassword) return;
  methods_.reset();
  chosen_ = 0;
  phase_ = Phase::waiting;
}

void Tile::press(Field link) {
  status_ = {};
  if (link == Field::otherMethod && phase_ == Phase::factors && methods_ && methods_->alternatives.size() > 1) {
    chosen_ = (chosen_ + 1) % methods_->alternatives.size();
    wipeInputs();
    notice_ = Text::none;
  } else if (link == Field::startOver) {
    startOver(Text::none, Icon::none);
  }
}

void Tile::deselect(Milliseconds now) {
  // LogonUI may leave the tile for a moment on its way to submitting it again by itself.
  if (submitAgainAt_ && now - *submitAgainAt_ <= submitAgainLifetime) return;
  // LogonUI leaves every tile when it draws them anew; the person far away cannot be asked for the password again by that.
  // One that failed is gone already.
  std::optional<TypedInput> remote;
  if (passwordSource_ == Source::remote) remote = std::move(password_);
  startOver(Text::none, Icon::none);
  sentPassword_.clear();
  if (!remote || remote->empty()) return;
  password_ = std::move(*remote);
  passwordSource_ = Source::remote;
  forgetStale(now);
}

void Tile::wipeAll() noexcept {
  wipeInputs();
  sentPassword_.clear();
  codeAcceptedAt_.reset();
  submitAgainAt_.reset();
}

void Tile::holdRemotePassword(Secret password, Milliseconds now) {
  now_ = now;
  password_.hold(std::move(password), now);
  passwordSource_ = Source::remote;
}

bool Tile::isBeingTyped() const {
  const bool password = passwordSource_ == Source::typed && !password_.empty();
  return password || !code_.empty() || !breakGlassCode_.empty() || !newPassword_.empty() || !newPasswordAgain_.empty();
}

bool Tile::forgetStale(Milliseconds now) noexcept {
  now_ = now;
  bool forgotten = false;
  for (const FieldRow& row : fieldTable) {
    TypedInput* input = inputOf(row.field);
    if (input != nullptr && input->forgetStale(now)) {
      empty(row.field);
      forgotten = true;
    }
  }
  if (password_.empty()) passwordSource_ = Source::typed;
  if (submitAgainAt_ && now - *submitAgainAt_ > submitAgainLifetime) submitAgainAt_.reset();
  if (codeAcceptedAt_ && !hasAcceptedCode(now)) codeAcceptedAt_.reset();
  sentPassword_.forgetStale(now);
  return forgotten;
}

void Tile::empty(Field field) noexcept {
  if (TypedInput* input = inputOf(field)) input->clear();
  emptied_[indexOf(field)] = true;
}

void Tile::wipeInputs() noexcept {
  for (const FieldRow& row : fieldTable) {
    if (inputOf(row.field) != nullptr) empty(row.field);
  }
  passwordSource_ = Source::typed;
}

void Tile::endRegistration() noexcept {
  wire::wipe(offer_.key);
  wire::wipe(offer_.qr);
  offer_ = {};
}

std::array<bool, fieldCount> Tile::takeEmptied() noexcept {
  std::array<bool, fieldCount> emptied{};
  std::swap(emptied, emptied_);
  return emptied;
}

std::optional<Alternative> Tile::chosen() const {
  if (!methods_ || chosen_ >= methods_->alternatives.size()) return std::nullopt;
  return methods_->alternatives[chosen_];
}

std::optional<std::string> Tile::codeToCheck() const {
  if (!chosen()) return std::nullopt;
  return *chosen() == Alternative::breakGlass ? readBreakGlassCode(breakGlassCode_.view()) : readCode(code_.view());
}

// It was accepted and counts still, but the PC does not offer it again.
bool Tile::hasSpentBreakGlass(Milliseconds now) const { return chosen() == Alternative::breakGlass && hasAcceptedCode(now); }

bool Tile::hasAcceptedCode(Milliseconds now) const {
  return codeAcceptedAt_ && now - *codeAcceptedAt_ <= acceptedCodeLifetime;
}

void Tile::adopt(const Methods& methods) {
  const std::optional<Alternative> before = chosen();
  methods_ = methods;
  language_ = methods.language;
  away_ = Away::no;
  const auto& all = methods_->alternatives;
  const auto same = before ? std::find(all.begin(), all.end(), *before) : all.end();
  chosen_ = same == all.end() ? 0 : static_cast<std::size_t>(same - all.begin());
}

bool Tile::learn(const Methods& methods) {
  const bool idle = phase_ == Phase::waiting || phase_ == Phase::factors || phase_ == Phase::noWayIn || phase_ == Phase::registrationPassword;
  // Nothing moves under the hands of somebody in the middle of a registration or a change.
  if (!idle || (methods_ && *methods_ == methods)) return false;
  adopt(methods);
  notice_ = Text::none;
  if (!methods.alternatives.empty()) {
    phase_ = Phase::factors;
  } else {
    phase_ = methods.note == MethodsNote::otpNotRegistered && methods.linked ? Phase::registrationPassword : Phase::noWayIn;
  }
  return true;
}

bool Tile::learnAway(bool starting) {
  const Away before = away_;
  away_ = starting ? Away::starting : Away::yes;
  return phase_ == Phase::waiting && before != away_;
}

bool Tile::submitsItself(Milliseconds now) const {
  if (submitAgainAt_) return now - *submitAgainAt_ <= submitAgainLifetime && !password_.empty();
  return !failedOnce_ && passwordSource_ == Source::remote && !password_.empty() && phase_ == Phase::factors && chosen() == Alternative::password;
}

}  // namespace genkan::logon
