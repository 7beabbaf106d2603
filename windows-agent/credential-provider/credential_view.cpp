// From the tile's view to LogonUI: states, texts, pictures.
#include "credential-provider/bitmap.h"
#include "credential-provider/credential.h"
#include "credential-provider/texts_win.h"

namespace genkan::provider {
namespace {

using logon::Field;
using logon::FieldView;

CREDENTIAL_PROVIDER_FIELD_STATE stateOf(Field field, const FieldView& view) {
  const bool onOthers = logon::fieldTable[logon::indexOf(field)].onDeselectedTile;
  if (view.shown) return onOthers ? CPFS_DISPLAY_IN_BOTH : CPFS_DISPLAY_IN_SELECTED_TILE;
  return onOthers ? CPFS_DISPLAY_IN_DESELECTED_TILE : CPFS_HIDDEN;
}

CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE interactiveOf(const FieldView& view) { return view.focused ? CPFIS_FOCUSED : CPFIS_NONE; }

CREDENTIAL_PROVIDER_STATUS_ICON iconOf(logon::Icon icon) { return static_cast<CREDENTIAL_PROVIDER_STATUS_ICON>(icon); }
static_assert(static_cast<int>(logon::Icon::success) == CPSI_SUCCESS);

std::wstring textOf(Field field, const logon::TileView& view, logon::Language language) {
  const FieldView& of = view.fields[logon::indexOf(field)];
  return of.text == logon::Text::none ? wide(of.literal) : load(of.text, language);
}

}  // namespace

std::wstring Credential::keyText() const {
  std::wstring key;
  if (connecting_) return key;
  // Grown in one step: no copy is left behind.
  key.reserve(tile_.offer().key.size());
  for (const char unit : tile_.offer().key) key.push_back(static_cast<wchar_t>(unit));
  return key;
}

HRESULT Credential::GetFieldState(DWORD index, CREDENTIAL_PROVIDER_FIELD_STATE* state, CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE* interactive) noexcept {
  return entry([&]() -> HRESULT {
    const std::optional<Field> field = logon::fieldAt(index);
    if (!field || state == nullptr || interactive == nullptr) return E_INVALIDARG;
    const Locked locked(lock_);
    *state = stateOf(*field, shown_.fields[index]);
    *interactive = interactiveOf(shown_.fields[index]);
    return S_OK;
  });
}

HRESULT Credential::GetStringValue(DWORD index, LPWSTR* out) noexcept {
  return entry([&]() -> HRESULT {
    const std::optional<Field> field = logon::fieldAt(index);
    if (!field || out == nullptr) return E_INVALIDARG;
    *out = nullptr;
    if (logon::fieldTable[index].kind == logon::FieldKind::image) return E_INVALIDARG;
    const Locked locked(lock_);
    // What was typed as a secret never goes back to the screen.
    if (logon::fieldTable[index].kind == logon::FieldKind::secretEdit) return copyForCaller({}, out);
    if (*field != Field::qrKey) return copyForCaller(textOf(*field, shown_, tile_.language()), out);
    std::wstring key = shown_.fields[index].shown ? keyText() : std::wstring();
    const wire::WipeAtEnd<wchar_t> wipeKey(key);
    return copyForCaller(key, out);
  });
}

HBITMAP Credential::qrPicture() const {
  const std::optional<logon::Pixels> pixels = logon::drawQr(tile_.offer().qr, tile_.offer().qrSize);
  return pixels ? makeBitmap(*pixels) : nullptr;
}

HRESULT Credential::GetBitmapValue(DWORD index, HBITMAP* out) noexcept {
  return entry([&]() -> HRESULT {
    const std::optional<Field> field = logon::fieldAt(index);
    if (!field || out == nullptr) return E_INVALIDARG;
    *out = nullptr;
    if (logon::fieldTable[index].kind != logon::FieldKind::image) return E_INVALIDARG;
    const Locked locked(lock_);
    if (*field == Field::qrImage && !connecting_) *out = qrPicture();
    if (*out == nullptr) *out = makeBitmap(drawLogo());
    return *out == nullptr ? E_OUTOFMEMORY : S_OK;
  });
}

HRESULT Credential::GetSubmitButtonValue(DWORD index, DWORD* adjacentTo) noexcept {
  return entry([&]() -> HRESULT {
    if (logon::fieldAt(index) != Field::submit || adjacentTo == nullptr) return E_INVALIDARG;
    const Locked locked(lock_);
    *adjacentTo = static_cast<DWORD>(logon::indexOf(shown_.submitNextTo));
    return S_OK;
  });
}

HRESULT Credential::GetFieldOptions(DWORD index, CREDENTIAL_PROVIDER_CREDENTIAL_FIELD_OPTIONS* options) noexcept {
  return entry([&]() -> HRESULT {
    if (!logon::fieldAt(index) || options == nullptr) return E_INVALIDARG;
    const logon::FieldRow& row = logon::fieldTable[index];
    int wanted = CPCFO_NONE;
    if (logon::isEdit(row.field)) wanted |= CPCFO_ENABLE_TOUCH_KEYBOARD_AUTO_INVOKE;
    if (row.kind == logon::FieldKind::secretEdit) wanted |= CPCFO_ENABLE_PASSWORD_REVEAL;
    if (row.numbersOnly) wanted |= CPCFO_NUMBERS_ONLY;
    *options = static_cast<CREDENTIAL_PROVIDER_CREDENTIAL_FIELD_OPTIONS>(wanted);
    return S_OK;
  });
}

Credential::News Credential::takeNews() {
  News news;
  if (connecting_) return news;
  news.view = tile_.view();
  const std::array<bool, logon::fieldCount> emptied = tile_.takeEmptied();
  if (events_) {
    news.events = events_;
    news.language = tile_.language();
    news.changes = logon::changesBetween(shown_, news.view, emptied);
  }
  shown_ = news.view;
  return news;
}

void Credential::tell(const News& news) {
  if (!news.events) return;
  ICredentialProviderCredentialEvents2* together = nullptr;
  news.events->QueryInterface(__uuidof(ICredentialProviderCredentialEvents2), reinterpret_cast<void**>(&together));
  const auto held = ComPointer<ICredentialProviderCredentialEvents2>::adopt(together);
  if (held) held->BeginFieldUpdates();
  for (const logon::Change change : news.changes) tell(news, change);
  if (held) held->EndFieldUpdates();
}

void Credential::tell(const News& news, logon::Change change) {
  const DWORD index = static_cast<DWORD>(logon::indexOf(change.field));
  ICredentialProviderCredentialEvents& events = *news.events.get();
  switch (change.kind) {
    case logon::ChangeKind::empty: events.SetFieldString(self(), index, L""); break;
    case logon::ChangeKind::text: {
      std::wstring text = change.field == Field::qrKey ? std::wstring() : textOf(change.field, news.view, news.language);
      const wire::WipeAtEnd<wchar_t> wipeText(text);
      if (change.field == Field::qrKey && news.view.fields[index].shown) {
        const Locked locked(lock_);
        text = keyText();
      }
      events.SetFieldString(self(), index, text.c_str());
      break;
    }
    case logon::ChangeKind::state: events.SetFieldState(self(), index, stateOf(change.field, news.view.fields[index])); break;
    case logon::ChangeKind::focus: events.SetFieldInteractiveState(self(), index, CPFIS_FOCUSED); break;
    case logon::ChangeKind::submitNextTo: events.SetFieldSubmitButton(self(), static_cast<DWORD>(logon::indexOf(Field::submit)), index); break;
    case logon::ChangeKind::picture: {
      HBITMAP picture = nullptr;
      {
        const Locked locked(lock_);
        if (!connecting_) picture = qrPicture();
      }
      if (picture != nullptr) events.SetFieldBitmap(self(), index, picture);
      break;
    }
  }
}

HRESULT Credential::giveStatus(logon::Status status, LPWSTR* text, CREDENTIAL_PROVIDER_STATUS_ICON* icon) const {
  *icon = iconOf(status.icon);
  if (status.text == logon::Text::none) return S_OK;
  return copyForCaller(load(status.text, tile_.language()), text);
}

}  // namespace genkan::provider
