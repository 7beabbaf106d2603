#include "credential-provider/provider.h"

#include "credential-provider/identity.h"
#include "credential-provider/lsa_package.h"
#include "credential-provider/texts_win.h"
#include "credential-provider/user_array.h"

namespace genkan::provider {
namespace {

// Answers of a host that is up come within a few milliseconds; a screen is not held back for one that is not.
constexpr DWORD firstPaintMs = 250;

CREDENTIAL_PROVIDER_FIELD_TYPE typeOf(logon::FieldKind kind) {
  switch (kind) {
    case logon::FieldKind::image: return CPFT_TILE_IMAGE;
    case logon::FieldKind::smallText: return CPFT_SMALL_TEXT;
    case logon::FieldKind::largeText: return CPFT_LARGE_TEXT;
    case logon::FieldKind::edit: return CPFT_EDIT_TEXT;
    case logon::FieldKind::secretEdit: return CPFT_PASSWORD_TEXT;
    case logon::FieldKind::submitButton: return CPFT_SUBMIT_BUTTON;
    case logon::FieldKind::link: return CPFT_COMMAND_LINK;
  }
  return CPFT_INVALID;
}

}  // namespace

Provider::~Provider() { stopWatching(); }

HRESULT Provider::QueryInterface(REFIID iid, void** out) noexcept {
  if (out == nullptr) return E_POINTER;
  *out = nullptr;
  if (iid == __uuidof(IUnknown) || iid == __uuidof(ICredentialProvider)) {
    *out = static_cast<ICredentialProvider*>(this);
  } else if (iid == __uuidof(ICredentialProviderSetUserArray)) {
    *out = static_cast<ICredentialProviderSetUserArray*>(this);
  } else {
    return E_NOINTERFACE;
  }
  AddRef();
  return S_OK;
}

ULONG Provider::AddRef() noexcept { return ++references_; }

ULONG Provider::Release() noexcept {
  const ULONG left = --references_;
  if (left == 0) delete this;
  return left;
}

HRESULT Provider::SetUsageScenario(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, DWORD) noexcept {
  return entry([&]() -> HRESULT {
    // Elevation and Ctrl-Alt-Del's change stay with Windows; so does the network before the logon.
    if (scenario != CPUS_LOGON && scenario != CPUS_UNLOCK_WORKSTATION) return E_NOTIMPL;
    scenario_ = scenario;
    return S_OK;
  });
}

HRESULT Provider::SetSerialization(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* serialization) noexcept {
  return entry([&]() -> HRESULT {
    if (serialization == nullptr) return E_INVALIDARG;
    ULONG package = 0;
    if (serialization->clsidCredentialProvider != providerClass) return E_INVALIDARG;
    if (FAILED(negotiatePackage(&package)) || serialization->ulAuthenticationPackage != package) return E_INVALIDARG;
    // Without a name and a password in it the tile asks for everything.
    remote_ = readSerialization(*serialization);
    tiles_.clear();
    stopWatching();
    return S_OK;
  });
}

HRESULT Provider::Advise(ICredentialProviderEvents* events, UINT_PTR context) noexcept {
  return entry([&]() -> HRESULT {
    link_->connect(events, context);
    return S_OK;
  });
}

HRESULT Provider::UnAdvise() noexcept {
  return entry([&]() -> HRESULT {
    link_->disconnect();
    remote_.reset();
    stopWatching();
    for (const ComPointer<Credential>& tile : tiles_) tile->forgetAll();
    return S_OK;
  });
}

void Provider::stopWatching() noexcept {
  if (watch_) watch_->stop();
  watch_.reset();
}

HRESULT Provider::GetFieldDescriptorCount(DWORD* count) noexcept {
  if (count == nullptr) return E_POINTER;
  *count = static_cast<DWORD>(logon::fieldCount);
  return S_OK;
}

HRESULT Provider::GetFieldDescriptorAt(DWORD index, CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR** out) noexcept {
  return entry([&]() -> HRESULT {
    if (out == nullptr) return E_INVALIDARG;
    *out = nullptr;
    if (!logon::fieldAt(index)) return E_INVALIDARG;
    const logon::FieldRow& row = logon::fieldTable[index];
    auto* descriptor = static_cast<CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR*>(CoTaskMemAlloc(sizeof(CREDENTIAL_PROVIDER_FIELD_DESCRIPTOR)));
    *out = descriptor;
    if (descriptor == nullptr) return E_OUTOFMEMORY;
    *descriptor = {};
    descriptor->dwFieldID = index;
    descriptor->cpft = typeOf(row.kind);
    if (row.field == logon::Field::logo) descriptor->guidFieldType = CPFG_CREDENTIAL_PROVIDER_LOGO;
    if (row.field == logon::Field::label) descriptor->guidFieldType = CPFG_CREDENTIAL_PROVIDER_LABEL;
    const HRESULT copied = copyForCaller(load(row.label, uiLanguage()), &descriptor->pszLabel);
    if (FAILED(copied)) {
      CoTaskMemFree(descriptor);
      *out = nullptr;
    }
    return copied;
  });
}

HRESULT Provider::SetUserArray(ICredentialProviderUserArray* users) noexcept {
  return entry([&]() -> HRESULT {
    users_ = readUsers(users);
    tiles_.clear();
    stopWatching();
    return S_OK;
  });
}

void Provider::addTile(logon::TileAccount account, bool enumerated) {
  tiles_.push_back(ComPointer<Credential>::adopt(new Credential({std::move(account), enumerated, scenario_, link_})));
}

// The tile of the person who connected from afar; a further one when Windows lists only others.
void Provider::placeRemote() {
  remoteTile_.reset();
  if (!remote_) return;
  logon::Patient patient;
  logon::FoundAccount found = WindowsMachine().findAccount(remote_->qualifiedName, patient);
  if (found.lookup != logon::AccountLookup::found) {
    remote_.reset();
    return;
  }
  std::size_t index = 0;
  while (index < users_.size() && users_[index].sid != found.sid) ++index;
  if (index == users_.size()) {
    addTile({found.sid, found.qualifiedName, found.qualifiedName, false, false}, false);
    index = tiles_.size() - 1;
  }
  remoteTile_ = index;
  tiles_[index]->holdRemotePassword(std::move(remote_->password));
  remote_.reset();
}

void Provider::buildTiles() {
  if (!tiles_.empty()) return;
  for (const logon::TileAccount& user : users_) addTile(user, true);
  placeRemote();
  // Always one on which a name can be typed: a screen without any tile ends LogonUI.
  logon::TileAccount other;
  other.isOther = true;
  addTile(std::move(other), false);
}

DWORD Provider::chooseDefault(BOOL* autoLogon) {
  *autoLogon = FALSE;
  for (std::size_t index = 0; index < tiles_.size(); ++index) {
    if (!tiles_[index]->submitsItself()) continue;
    *autoLogon = TRUE;
    return static_cast<DWORD>(index);
  }
  if (remoteTile_) return static_cast<DWORD>(*remoteTile_);
  const logon::SessionFacts session = WindowsMachine(scenario_ == CPUS_UNLOCK_WORKSTATION).session();
  for (std::size_t index = 0; index < users_.size(); ++index) {
    if (session.locked && users_[index].sid == session.ownerSid) return static_cast<DWORD>(index);
  }
  // Who unlocks is the one whom Windows lists.
  return scenario_ == CPUS_UNLOCK_WORKSTATION && users_.size() == 1 ? 0 : CREDENTIAL_PROVIDER_NO_DEFAULT;
}

HRESULT Provider::GetCredentialCount(DWORD* count, DWORD* defaultIndex, BOOL* autoLogon) noexcept {
  return entry([&]() -> HRESULT {
    if (count == nullptr || defaultIndex == nullptr || autoLogon == nullptr) return E_POINTER;
    buildTiles();
    if (!watch_) {
      watch_ = Watch::start(tiles_, link_, scenario_);
      if (watch_) watch_->waitForFirst(firstPaintMs);
    }
    *count = static_cast<DWORD>(tiles_.size());
    *defaultIndex = chooseDefault(autoLogon);
    if (watch_) watch_->painted();
    return S_OK;
  });
}

HRESULT Provider::GetCredentialAt(DWORD index, ICredentialProviderCredential** out) noexcept {
  return entry([&]() -> HRESULT {
    if (out == nullptr) return E_POINTER;
    *out = nullptr;
    buildTiles();
    if (index >= tiles_.size()) return E_INVALIDARG;
    return tiles_[index]->QueryInterface(__uuidof(ICredentialProviderCredential), reinterpret_cast<void**>(out));
  });
}

}  // namespace genkan::provider
