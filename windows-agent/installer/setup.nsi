; Installer of Genkan for one PC. It only places files and asks questions; everything that touches Windows (service, provider,
; configuration, access rights) is done by verbs of genkan-host.exe, so that it is tested where it is written.
;
; makensis -DVERSION=1.2.3 -DPAYLOAD=<folder> -DTEXTS=<folder> -DOUT=<file> [-DCOMPRESSION=lzma|zlib] [-DSTUBTARGET=x86-unicode] [-DSIGN=<command %1>] setup.nsi
;
; Exit codes: 0 done, 1 cancelled, 2 wrong or missing parameters, 3 failed and undone, 4 not an administrator, 5 another set-up is running.

Unicode true
!ifndef STUBTARGET
  !define STUBTARGET amd64-unicode
!endif
Target ${STUBTARGET}
!ifndef COMPRESSION
  !define COMPRESSION lzma
!endif
!if ${COMPRESSION} == lzma
  SetCompressor /SOLID lzma
  SetCompressorDictSize 8
!else
  SetCompressor zlib
!endif
SetDateSave off
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel admin
CRCCheck on
ShowInstDetails nevershow
ShowUninstDetails nevershow

!include MUI2.nsh
!include LogicLib.nsh
!include nsDialogs.nsh
!include Sections.nsh

Name "Genkan"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\Genkan"
BrandingText "Genkan ${VERSION}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Genkan"
!define DLL "genkan-credential-provider-${VERSION}.dll"
!ifdef SIGN
  !uninstfinalize '${SIGN}'
!endif

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "Genkan"
VIAddVersionKey /LANG=0 "CompanyName" "Genkan"
VIAddVersionKey /LANG=0 "FileDescription" "Genkan setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "Apache-2.0"

Var Server
Var Token
Var TokenFile
Var Proxy
Var CaFile
Var Authentication   ; "1", "0", or "" when not said
Var SafeMode         ; the same
Var Upgrade          ; "1" when Genkan is installed already
Var PreviousDll
Var DataFolder
Var Problem
Var ServerField
Var TokenField
Var ProxyField

!define MUI_ABORTWARNING
!define MUI_UNABORTWARNING
!define MUI_FINISHPAGE_SHOWREADME
!define MUI_FINISHPAGE_SHOWREADME_TEXT "$(OpenRecoveryPage)"
!define MUI_FINISHPAGE_SHOWREADME_FUNCTION openRecoveryPage
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_COMPONENTS
Page custom connectionPage connectionPageLeave
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_RESERVEFILE_LANGDLL
!include "strings.nsh"
!include "arguments.nsh"
!include "host.nsh"

; ---------------------------------------------------------------- sections

Section "$(CoreTitle)" SectionCore
  SectionIn RO
  SetShellVarContext all
  Call keepPrevious
  ClearErrors
  SetOutPath "$INSTDIR"
  File "${PAYLOAD}\genkan-host.exe"
  File "${PAYLOAD}\genkan-agent.exe"
  File "${PAYLOAD}\genkan-console.exe"
  File "${TEXTS}\recovery-ja.html"
  File "${TEXTS}\recovery-en.html"
  File "${PAYLOAD}\LICENSE.txt"
  File "${PAYLOAD}\THIRD-PARTY.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    StrCpy $Problem "$(FilesFailed)"
    Call undo
  ${EndIf}

  ${HostOrUndo} "install" "$(ServiceFailed)"
  Call configure
  ${HostOrUndo} "start" "$(StartFailed)"

  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "Genkan"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "Genkan"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\genkan-console.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  CreateShortcut "$SMPROGRAMS\$(ConsoleShortcut).lnk" "$INSTDIR\genkan-console.exe"
SectionEnd

; 「認証機能をインストールする」
Section "$(AuthenticationTitle)" SectionAuthentication
  SetOutPath "$INSTDIR"
  ; The logon screen may hold a DLL of this very name (repair): it is moved aside, which Windows allows, and goes at the next start.
  ${If} ${FileExists} "$INSTDIR\${DLL}"
    GetTempFileName $0 "$INSTDIR"
    Delete "$0"
    Rename "$INSTDIR\${DLL}" "$0"
    Delete /REBOOTOK "$0"
  ${EndIf}
  ClearErrors
  File "${PAYLOAD}\${DLL}"
  ${If} ${Errors}
    StrCpy $Problem "$(FilesFailed)"
    Call undo
  ${EndIf}
  ; The host loads the new DLL and lets it test itself before Windows is told of it; the old one stays registered until then.
  ${HostOrUndo} 'register-provider "$INSTDIR\${DLL}"' "$(ProviderFailed)"
SectionEnd

Section /o "$(SafeModeTitle)" SectionSafeMode
  ${HostOrUndo} "safe-mode on" "$(ProviderFailed)"
SectionEnd

Section "-finish"
  ${IfNot} ${SectionIsSelected} ${SectionAuthentication}
    ${HostOrUndo} "unregister-provider" "$(ProviderFailed)"
    Delete /REBOOTOK "$INSTDIR\${DLL}"
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${SectionSafeMode}
    ${HostOrUndo} "safe-mode off" "$(ProviderFailed)"
  ${EndIf}
  ; Everything holds: what the version before left is no longer needed.
  RMDir /r "$INSTDIR\previous"
  ${If} $PreviousDll != ""
  ${AndIf} $PreviousDll != "$INSTDIR\${DLL}"
    Delete /REBOOTOK "$PreviousDll"
  ${EndIf}
  SetErrorLevel 0
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionCore} "$(CoreDescription)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionAuthentication} "$(AuthenticationDescription)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionSafeMode} "$(SafeModeDescription)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; ---------------------------------------------------------------- start

Function .onInit
  SetRegView 64
  SetShellVarContext all
  !insertmacro StopSecondSetup
  Call readArguments
  ${IfNot} ${Silent}
  ${AndIf} $ArgumentLanguage == ""
    !insertmacro MUI_LANGDLL_DISPLAY
  ${EndIf}
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 != "Admin"
    MessageBox MB_OK|MB_ICONSTOP "$(NotAdministrator)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}

  ReadRegStr $0 HKLM "Software\Genkan" "InstallFolder"
  ReadRegStr $DataFolder HKLM "Software\Genkan" "DataFolder"
  ReadRegStr $PreviousDll HKLM "Software\Genkan" "ProviderDll"
  ${If} $0 != ""
  ${AndIf} ${FileExists} "$0\genkan-host.exe"
    StrCpy $Upgrade "1"
    StrCpy $INSTDIR $0
    ; What is installed now stays, unless the caller says otherwise.
    ${If} $Authentication == ""
      ReadRegDWORD $1 HKLM "Software\Genkan" "AuthenticationFeature"
      StrCpy $Authentication "$1"
    ${EndIf}
    ${If} $SafeMode == ""
      ReadRegDWORD $1 HKLM "SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Providers" "ProhibitFallbacks"
      StrCpy $SafeMode "$1"
    ${EndIf}
  ${EndIf}
  ${If} $Authentication == "0"
    !insertmacro UnselectSection ${SectionAuthentication}
  ${EndIf}
  ${If} $SafeMode == "1"
    !insertmacro SelectSection ${SectionSafeMode}
  ${EndIf}

  ${If} ${Silent}
  ${AndIf} $Problem == ""
    Call checkSettings
  ${EndIf}
  ${If} $Problem != ""
    MessageBox MB_OK|MB_ICONSTOP "$Problem" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

; Sets $Problem when the settings cannot be right. An installed Genkan has settings already.
Function checkSettings
  StrCpy $Problem ""
  ${If} $Server == ""
    ${If} $Upgrade != "1"
      StrCpy $Problem "$(ServerMissing)"
    ${EndIf}
  ${Else}
    StrCpy $0 $Server 8
    ${If} $0 != "https://"
      StrCpy $Problem "$(ServerNotHttps)"
    ${EndIf}
  ${EndIf}
  ${If} $Problem == ""
  ${AndIf} $Upgrade != "1"
  ${AndIf} $Token == ""
  ${AndIf} $TokenFile == ""
    StrCpy $Problem "$(TokenMissing)"
  ${EndIf}
  ${If} $TokenFile != ""
  ${AndIfNot} ${FileExists} "$TokenFile"
    StrCpy $Problem "$(TokenFileMissing)"
  ${EndIf}
  ${If} $CaFile != ""
  ${AndIfNot} ${FileExists} "$CaFile"
    StrCpy $Problem "$(CaFileMissing)"
  ${EndIf}
FunctionEnd

; ---------------------------------------------------------------- page of the connection

Function connectionPage
  !insertmacro MUI_HEADER_TEXT "$(ConnectionTitle)" "$(ConnectionSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 10u "$(ServerLabel)"
  Pop $0
  ${NSD_CreateText} 0 11u 100% 13u "$Server"
  Pop $ServerField
  ${NSD_CreateLabel} 0 32u 100% 10u "$(TokenLabel)"
  Pop $0
  ${NSD_CreatePassword} 0 43u 100% 13u "$Token"
  Pop $TokenField
  ${NSD_CreateLabel} 0 64u 100% 10u "$(ProxyLabel)"
  Pop $0
  ${NSD_CreateText} 0 75u 100% 13u "$Proxy"
  Pop $ProxyField
  ${If} $Upgrade == "1"
    ${NSD_CreateLabel} 0 98u 100% 24u "$(UpgradeHint)"
    Pop $0
  ${Else}
    ${NSD_CreateLabel} 0 98u 100% 24u "$(ConnectionHint)"
    Pop $0
  ${EndIf}
  ${NSD_SetFocus} $ServerField
  nsDialogs::Show
FunctionEnd

Function connectionPageLeave
  ${NSD_GetText} $ServerField $Server
  ${NSD_GetText} $TokenField $Token
  ${NSD_GetText} $ProxyField $Proxy
  Call checkSettings
  ${If} $Problem != ""
    MessageBox MB_OK|MB_ICONEXCLAMATION "$Problem"
    Abort
  ${EndIf}
FunctionEnd

Function openRecoveryPage
  ${If} $LANGUAGE == ${LANG_JAPANESE}
    ExecShell "open" "$INSTDIR\recovery-ja.html"
  ${Else}
    ExecShell "open" "$INSTDIR\recovery-en.html"
  ${EndIf}
FunctionEnd

; ---------------------------------------------------------------- uninstall

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  !insertmacro MUI_UNGETLANGUAGE
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 != "Admin"
    MessageBox MB_OK|MB_ICONSTOP "$(NotAdministrator)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
FunctionEnd

; Order: unsent events, filter and provider (so that nobody is left before a logon screen without a service), service, secrets, files, keys.
Section "un.Genkan"
  ReadRegStr $PreviousDll HKLM "Software\Genkan" "ProviderDll"
  nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" drain --seconds 20'
  Pop $0
  nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" unregister-provider'
  Pop $0
  ${If} $0 != 0
    MessageBox MB_OK|MB_ICONSTOP "$(ProviderFailed)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" safe-mode off'
  Pop $0
  nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" stop'
  Pop $0
  nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" uninstall'
  Pop $0
  nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" remove-data'
  Pop $0

  Delete "$SMPROGRAMS\$(ConsoleShortcut).lnk"
  Delete /REBOOTOK "$INSTDIR\genkan-host.exe"
  Delete /REBOOTOK "$INSTDIR\genkan-agent.exe"
  Delete /REBOOTOK "$INSTDIR\genkan-console.exe"
  ${If} $PreviousDll != ""
    Delete /REBOOTOK "$PreviousDll"
  ${EndIf}
  Delete /REBOOTOK "$INSTDIR\genkan-credential-provider-*.dll"
  Delete "$INSTDIR\recovery-ja.html"
  Delete "$INSTDIR\recovery-en.html"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\THIRD-PARTY.txt"
  RMDir /r "$INSTDIR\previous"
  Delete "$INSTDIR\uninstall.exe"
  RMDir /REBOOTOK "$INSTDIR"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  DeleteRegKey HKLM "Software\Genkan"
SectionEnd
