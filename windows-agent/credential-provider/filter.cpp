#include "credential-provider/filter.h"

#include <algorithm>

#include "credential-provider/guard.h"
#include "credential-provider/identity.h"
#include "credential-provider/serialize.h"

namespace genkan::provider {

HRESULT ProviderFilter::QueryInterface(REFIID iid, void** out) noexcept {
  if (out == nullptr) return E_POINTER;
  *out = nullptr;
  if (iid != __uuidof(IUnknown) && iid != __uuidof(ICredentialProviderFilter)) return E_NOINTERFACE;
  *out = static_cast<ICredentialProviderFilter*>(this);
  AddRef();
  return S_OK;
}

ULONG ProviderFilter::AddRef() noexcept { return ++references_; }

ULONG ProviderFilter::Release() noexcept {
  const ULONG left = --references_;
  if (left == 0) delete this;
  return left;
}

HRESULT ProviderFilter::Filter(CREDENTIAL_PROVIDER_USAGE_SCENARIO scenario, DWORD, GUID* providers, BOOL* allowed, DWORD count) noexcept {
  // Whatever happens, LogonUI gets S_OK: a failing filter must not cost anybody the tiles.
  entry([&]() -> HRESULT {
    if (scenario != CPUS_LOGON && scenario != CPUS_UNLOCK_WORKSTATION) return S_OK;
    if (providers == nullptr || allowed == nullptr) return S_OK;
    const bool listed = std::find(providers, providers + count, providerClass) != providers + count;
    if (!mayHideOthers(listed)) return S_OK;
    const std::vector<GUID> others = allowedProviders();
    for (DWORD index = 0; index < count; ++index) {
      const bool stays = providers[index] == providerClass || std::find(others.begin(), others.end(), providers[index]) != others.end();
      if (!stays) allowed[index] = FALSE;
    }
    return S_OK;
  });
  return S_OK;
}

HRESULT ProviderFilter::UpdateRemoteCredential(const CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* in,
                                               CREDENTIAL_PROVIDER_CREDENTIAL_SERIALIZATION* out) noexcept {
  return entry([&]() -> HRESULT {
    if (in == nullptr || out == nullptr) return E_INVALIDARG;
    *out = {};
    // While nobody is bound to our tile, Windows goes on with what it has.
    if (!mayHideOthers(true)) return E_NOTIMPL;
    // A blob that is empty, too long or without a readable password is taken too: left to Windows, it would be a way past the code.
    return copySerialization(*in, out);
  });
}

}  // namespace genkan::provider
