; Calls of genkan-host.exe, and the way back when one of them fails.

; Runs a verb; when it fails, everything is undone and the set-up ends with 3.
!macro hostOrUndo VERB TEXT
  nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" ${VERB}'
  Pop $0
  ${If} $0 != "0"
    StrCpy $Problem "${TEXT}"
    Call undo
  ${EndIf}
!macroend
!define HostOrUndo "!insertmacro hostOrUndo"

; A DLL that the logon screen holds goes at the next start, under another name: a set-up before that may write this name again.
!macro removeDll PATH
  ${If} ${FileExists} "${PATH}"
    GetTempFileName $R9 "$INSTDIR"
    Delete "$R9"
    Rename "${PATH}" "$R9"
    Delete /REBOOTOK "$R9"
  ${EndIf}
!macroend
!define RemoveDll "!insertmacro removeDll"

!macro deleteShortcuts
  Delete "$SMPROGRAMS\${SHORTCUT_JA}.lnk"
  Delete "$SMPROGRAMS\${SHORTCUT_EN}.lnk"
!macroend

; A silent set-up has no other mouth. No value that was given is in $Problem.
Function noteProblem
  FileOpen $9 "$TEMP\GenkanSetup.log" w
  FileWriteUTF16LE /BOM $9 "$Problem$\r$\n"
  FileClose $9
FunctionEnd

!macro StopSecondSetup
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Global\GenkanSetup") p .r1 ?e'
  Pop $0
  ${If} $0 = 183 ; ERROR_ALREADY_EXISTS
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(AnotherSetup)" /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
!macroend

; Stops what is installed and puts its files aside, so that a failure can put them back.
Function keepPrevious
  RMDir /r "$INSTDIR\previous"
  ${If} $Upgrade == "1"
    nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" stop'
    Pop $0
    ${If} $0 != "0"
      MessageBox MB_OK|MB_ICONSTOP "$(StopFailed)" /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
    CreateDirectory "$INSTDIR\previous"
    Rename "$INSTDIR\genkan-host.exe" "$INSTDIR\previous\genkan-host.exe"
    Rename "$INSTDIR\genkan-agent.exe" "$INSTDIR\previous\genkan-agent.exe"
    Rename "$INSTDIR\genkan-console.exe" "$INSTDIR\previous\genkan-console.exe"
    Rename "$INSTDIR\uninstall.exe" "$INSTDIR\previous\uninstall.exe"
    CopyFiles /SILENT "$DataFolder\agent.json" "$INSTDIR\previous\agent.json"
  ${EndIf}
FunctionEnd

; The enrolment token goes by a file of the set-up's own folder: command lines can be seen by others.
Function configure
  StrCpy $1 ""
  ${If} $Server != ""
    StrCpy $1 '$1 --server "$Server"'
  ${EndIf}
  ${If} $Proxy != ""
    StrCpy $1 '$1 --proxy "$Proxy"'
  ${EndIf}
  ${If} $CaFile != ""
    StrCpy $1 '$1 --ca-file "$CaFile"'
  ${EndIf}
  ${If} $Token != ""
    InitPluginsDir
    FileOpen $2 "$PLUGINSDIR\token" w
    FileWrite $2 $Token
    FileClose $2
    StrCpy $TokenFile "$PLUGINSDIR\token"
  ${EndIf}
  ${If} $TokenFile != ""
    StrCpy $1 '$1 --enrolment-token-file "$TokenFile"'
  ${EndIf}
  ${If} $1 != ""
    nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" configure$1'
    Pop $0
  ${Else}
    StrCpy $0 "0"
  ${EndIf}
  ${If} $Token != ""
    Delete "$PLUGINSDIR\token"
    StrCpy $Token ""
  ${EndIf}
  ${If} $0 != "0"
    StrCpy $Problem "$(ConfigureFailed)"
    Call undo
  ${EndIf}
FunctionEnd

; Puts everything back as it was before and ends. Whatever fails here must not keep the rest from being tried.
Function undo
  SetOutPath "$TEMP" ; a folder that is worked in cannot be removed
  Call noteProblem
  ${If} $Upgrade == "1"
    nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" stop'
    Pop $0
    Delete /REBOOTOK "$INSTDIR\genkan-host.exe"
    Delete /REBOOTOK "$INSTDIR\genkan-agent.exe"
    Delete /REBOOTOK "$INSTDIR\genkan-console.exe"
    Delete "$INSTDIR\uninstall.exe"
    Rename "$INSTDIR\previous\genkan-host.exe" "$INSTDIR\genkan-host.exe"
    Rename "$INSTDIR\previous\genkan-agent.exe" "$INSTDIR\genkan-agent.exe"
    Rename "$INSTDIR\previous\genkan-console.exe" "$INSTDIR\genkan-console.exe"
    Rename "$INSTDIR\previous\uninstall.exe" "$INSTDIR\uninstall.exe"
    CopyFiles /SILENT "$INSTDIR\previous\agent.json" "$DataFolder\agent.json"
    ${If} $PreviousDll != "$INSTDIR\${DLL}"
    ${OrIf} $KeptDll != ""
      ${RemoveDll} "$INSTDIR\${DLL}"
    ${EndIf}
    ${If} $KeptDll != ""
      Rename "$KeptDll" "$INSTDIR\${DLL}"
    ${EndIf}
    RMDir /r /REBOOTOK "$INSTDIR\previous"
    nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" install'
    Pop $0
    ${If} $PreviousDll != ""
      nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" register-provider "$PreviousDll"'
    ${Else}
      nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" unregister-provider'
    ${EndIf}
    Pop $0
    ${If} $SafeModeOn == "1"
    ${AndIf} $PreviousSafeMode != "1"
      nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" safe-mode off'
      Pop $0
    ${EndIf}
    nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" start'
    Pop $0
  ${Else}
    nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" unregister-provider'
    Pop $0
    nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" stop'
    Pop $0
    nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" uninstall'
    Pop $0
    nsExec::ExecToLog '"$INSTDIR\genkan-host.exe" remove-data'
    Pop $0
    !insertmacro deleteShortcuts
    Delete /REBOOTOK "$INSTDIR\genkan-host.exe"
    Delete /REBOOTOK "$INSTDIR\genkan-agent.exe"
    Delete /REBOOTOK "$INSTDIR\genkan-console.exe"
    ${RemoveDll} "$INSTDIR\${DLL}"
    Delete "$INSTDIR\recovery-ja.html"
    Delete "$INSTDIR\recovery-en.html"
    Delete "$INSTDIR\LICENSE.txt"
    Delete "$INSTDIR\THIRD-PARTY.txt"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    DeleteRegKey HKLM "${UNINSTALL_KEY}"
    DeleteRegKey HKLM "Software\Genkan"
  ${EndIf}
  MessageBox MB_OK|MB_ICONSTOP "$Problem$\r$\n$\r$\n$(Undone)" /SD IDOK
  SetErrorLevel 3
  Quit
FunctionEnd
