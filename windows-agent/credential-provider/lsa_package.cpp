#include "credential-provider/lsa_package.h"

#include <ntsecapi.h>

#include "credential-provider/identity.h"
#include "credential-provider/win_support.h"

namespace genkan::provider {
namespace {

HRESULT lookUp(ULONG* package) {
  HANDLE lsa = nullptr;
  NTSTATUS status = LsaConnectUntrusted(&lsa);
  if (status != 0) return HRESULT_FROM_NT(status);
  char name[] = "Negotiate";
  LSA_STRING text;
  text.Length = sizeof name - 1;
  text.MaximumLength = sizeof name;
  text.Buffer = name;
  status = LsaLookupAuthenticationPackage(lsa, &text, package);
  LsaDeregisterLogonProcess(lsa);
  // A warning is no package either.
  return status == 0 ? S_OK : HRESULT_FROM_NT(status);
}

}  // namespace

HRESULT negotiatePackage(ULONG* package) {
  const HRESULT found = lookUp(package);
#ifdef GENKAN_TEST_CONTROLS
  // wine has no Negotiate.
  if (FAILED(found) && RegistryKey::open(testKey).dword(L"FakePackage") != 0) {
    *package = 0x47656e6b;
    return S_OK;
  }
#endif
  return FAILED(found) ? found : S_OK;
}

}  // namespace genkan::provider
