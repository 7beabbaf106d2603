# Service, files, keys, signatures, pipes: as installed, and what others may do with them.

Step '2.1' 'the service is automatic, LocalSystem, in session 0, and the agent is its child' {
    $service = Get-GenkanService
    if ($null -eq $service) { throw 'no service' }
    Confirm-That ($service.StartMode -eq 'Auto') ('start mode ' + $service.StartMode)
    Confirm-That (-not $service.DelayedAutoStart) 'delayed start'
    Confirm-That ($service.StartName -eq 'LocalSystem') ('account ' + $service.StartName)
    Confirm-That ($service.ServiceType -eq 'Own Process') ('type ' + $service.ServiceType)
    Confirm-That ($service.State -eq 'Running') ('state ' + $service.State)
    Confirm-That ($service.PathName -like ('"' + $GenkanHostExe + '"*')) ('path not quoted or elsewhere: ' + $service.PathName)
    Confirm-That ($service.DisplayName.Length -gt 0 -and [string] $service.Description -ne '') 'no display name or description'
    foreach ($id in @((Get-HostId), (Get-AgentId))) {
        $process = Get-CimInstance -ClassName Win32_Process -Filter ('ProcessId=' + $id)
        Confirm-That ($null -ne $process -and $id -ne 0) 'host or agent is not running'
        if ($null -eq $process -or $id -eq 0) { continue }
        Confirm-That ($process.SessionId -eq 0) ($process.Name + ' in session ' + $process.SessionId)
        $owner = Invoke-CimMethod -InputObject $process -MethodName GetOwnerSid
        Confirm-That ($owner.Sid -eq 'S-1-5-18') ($process.Name + ' runs as ' + $owner.Sid)
    }
}

Step '2.2' 'failure actions restart after 1, 4 and 9 s, also after an orderly failure' {
    $key = 'HKLM:\SYSTEM\CurrentControlSet\Services\' + $GenkanService
    $bytes = [byte[]] (Get-RegistryValue $key 'FailureActions')
    if ($null -eq $bytes -or $bytes.Length -lt 20) { throw 'no failure actions' }
    # SERVICE_FAILURE_ACTIONS as the service control manager keeps it: five numbers, then pairs of kind and delay in ms.
    $count = [BitConverter]::ToInt32($bytes, 12)
    $delays = @()
    for ($i = 0; $i -lt $count; $i++) {
        $kind = [BitConverter]::ToInt32($bytes, 20 + 8 * $i)
        $delays += [BitConverter]::ToInt32($bytes, 24 + 8 * $i)
        Confirm-That ($kind -eq 1) ('action ' + ($i + 1) + ' is not "restart"')
    }
    Add-Note ('delays in ms: ' + ($delays -join ', '))
    Confirm-That ($delays.Count -ge 3 -and $delays[0] -eq 1000 -and $delays[1] -eq 4000 -and $delays[2] -eq 9000) 'delays differ'
    Confirm-That ((Get-RegistryValue $key 'FailureActionsOnNonCrashFailures') -eq 1) 'an orderly failure is not restarted'
    $limit = Get-RegistryValue $key 'PreshutdownTimeout'
    Add-Note ('pre-shutdown limit in ms: ' + $limit)
    Confirm-That ($null -ne $limit) 'no pre-shutdown limit set'
}

Step '2.5' 'the data folder and everything below is for SYSTEM and Administrators only' {
    $acl = Get-Acl -LiteralPath $GenkanData
    Confirm-That $acl.AreAccessRulesProtected 'the folder inherits rights'
    Confirm-Aces 'data folder' $acl.Sddl $DataFolderAces
    foreach ($item in @(Get-ChildItem -LiteralPath $GenkanData -Recurse -Force)) {
        $below = Get-Acl -LiteralPath $item.FullName
        $others = @(Get-OthersWith $below.Sddl -1)
        Confirm-That ($others.Count -eq 0) ($item.FullName + ' is open to ' + ($others -join ', '))
        $owner = $below.GetOwner([Security.Principal.SecurityIdentifier]).Value
        Confirm-That (@('S-1-5-18', 'S-1-5-32-544') -contains $owner) ($item.FullName + ' belongs to ' + $owner)
    }
}

Step '2.6' 'the registry key and everything below is for SYSTEM and Administrators only' {
    $keys = @(Get-Item -LiteralPath $GenkanKey) + @(Get-ChildItem -LiteralPath $GenkanKey -Recurse)
    Confirm-That (Get-Acl -LiteralPath $GenkanKey).AreAccessRulesProtected 'the key inherits rights'
    foreach ($key in $keys) {
        $others = @(Get-OthersWith (Get-Acl -LiteralPath $key.PSPath).Sddl -1)
        Confirm-That ($others.Count -eq 0) ($key.Name + ' is open to ' + ($others -join ', '))
    }
    Confirm-That (-not (Test-Path -LiteralPath ($GenkanKey + '\Test'))) 'there is a key of the test build'
}

Step '2.7' 'program folder and registered DLL cannot be changed by people' {
    foreach ($item in @(Get-Item -LiteralPath $GenkanProgram) + @(Get-ChildItem -LiteralPath $GenkanProgram -Recurse -Force)) {
        $writers = @(Get-Writers $item.FullName)
        Confirm-That ($writers.Count -eq 0) ($item.FullName + ' can be written by ' + ($writers -join ', '))
    }
    if ((Get-RegistryValue $GenkanKey 'AuthenticationFeature') -ne 1) { Skip-Step 'the authentication feature is not installed' }
    foreach ($class in @($ProviderClassKey, $FilterClassKey)) {
        $dll = [string] (Get-RegistryValue ($class + '\InprocServer32') '')
        Confirm-That ([IO.Path]::IsPathRooted($dll) -and $dll.StartsWith($GenkanProgram + '\', [StringComparison]::OrdinalIgnoreCase)) ('DLL path: ' + $dll)
        Confirm-That ($dll -ne '' -and (Test-Path -LiteralPath $dll)) ('no such DLL: ' + $dll)
        Confirm-That ((Get-RegistryValue ($class + '\InprocServer32') 'ThreadingModel') -eq 'Apartment') 'threading model'
        Confirm-That ($dll -eq [string] (Get-RegistryValue $GenkanKey 'ProviderDll')) 'ProviderDll names another file'
    }
    Confirm-That (Test-Path -LiteralPath $ProviderKey) 'no provider key'
    Confirm-That (Test-Path -LiteralPath $FilterKey) 'no filter key'
}

Step '2.8' 'every executable is signed, whole, of one version, and relocatable' {
    $versions = @{}
    foreach ($file in @(Get-ChildItem -Path $GenkanProgram -Recurse -Include '*.exe', '*.dll')) {
        $signature = Get-AuthenticodeSignature -LiteralPath $file.FullName
        if ($signature.Status -ne 'Valid') { Add-Note ($file.Name + ': ' + $signature.Status) }
        Confirm-That (@('NotSigned', 'HashMismatch') -notcontains [string] $signature.Status) ($file.Name + ': ' + $signature.StatusMessage)
        $header = Get-PeHeader $file.FullName
        Confirm-That ($header.Machine -eq 0x8664) ($file.Name + ' is not x64')
        Confirm-That ($header.Aslr -and $header.Dep) ($file.Name + ' lacks ASLR or DEP')
        Confirm-That ($header.HighEntropy -or $file.Name -eq 'uninstall.exe') ($file.Name + ' lacks high-entropy ASLR')
        if (-not $header.ControlFlow) { Add-Note ($file.Name + ' has no control flow guard') }
        if ($file.Name -like 'genkan-*') { $versions[[string] $file.VersionInfo.FileVersion] = $file.Name }
        Confirm-That ($file.Name -notlike '*-test*') ($file.Name + ' is a test build')
    }
    Confirm-That ($versions.Count -eq 1 -and -not $versions.ContainsKey('')) ('versions: ' + ($versions.Keys -join ', '))
}

Step '2.8' 'mitigations of the running processes' -Prepared {
    foreach ($id in @((Get-HostId), (Get-AgentId))) {
        $mitigation = Get-ProcessMitigation -Id $id
        Add-Note ('process ' + $id + ': DEP ' + $mitigation.Dep.Enable + ', ASLR bottom-up ' + $mitigation.Aslr.BottomUp + ', high entropy ' + $mitigation.Aslr.HighEntropy)
    }
}

$standardUser = $null
Step '2.9' 'the logon pipe is closed to a standard user' {
    $script:standardUser = Invoke-AsStandardUser -Probe 'Pipes.ps1' -Seconds 120
    Confirm-That ($standardUser.authOpen -eq 5) ('opening: error ' + $standardUser.authOpen + ', 5 expected')
    Confirm-That ($standardUser.authAnswer -notlike '*host-status*') ('asking: ' + $standardUser.authAnswer)
    Confirm-That ($standardUser.authAddInstance -ne 0) 'a standard user could make an instance'
}

Step '2.9' 'the logon pipe is closed to an administrator' {
    $seen = Invoke-Apart -Probe 'Pipes.ps1' -Seconds 120
    Confirm-That ($seen.authOpen -eq 5) ('opening: error ' + $seen.authOpen + ', 5 expected')
    Confirm-That ($seen.authAddInstance -ne 0) 'an administrator could make an instance'
}

Step '2.9' 'the logon pipe answers nobody but the logon screen, not even SYSTEM, and its rights are as written' {
    $seen = Invoke-AsSystem -Probe 'Pipes.ps1' -Seconds 120
    Confirm-That ($seen.who -eq 'S-1-5-18') ('the probe ran as ' + $seen.who)
    Confirm-That ($seen.authOpen -eq 0) ('SYSTEM cannot open: error ' + $seen.authOpen)
    Confirm-That ($seen.authAnswer -notlike '*host-status*') ('the host answered a program that is not the logon screen: ' + $seen.authAnswer)
    if ($seen.authSddl -like 'failed*') { Add-Note ('rights of the logon pipe could not be read: ' + $seen.authSddl) }
    else { Confirm-Aces 'logon pipe' $seen.authSddl $AuthPipeAces }
    Confirm-Aces 'people''s pipe' $seen.userSddl $UserPipeAces
}

Step '2.10' 'a person without proof gets the state and nothing else' {
    if ($null -eq $standardUser) { Skip-Step 'the probe did not run' }
    Confirm-That ($standardUser.userOpen -eq 0) ('opening: error ' + $standardUser.userOpen)
    Confirm-That ($standardUser.hostStatus -like '*"host-status"*') ('host-status: ' + $standardUser.hostStatus)
    Confirm-That ($standardUser.state -like '*"state"*') ('state: ' + $standardUser.state)
    Confirm-That ($standardUser.unlinkUnproven -like '*not-allowed*') ('unlink: ' + $standardUser.unlinkUnproven)
    Confirm-That ($standardUser.methodsUnproven -like '*not-allowed*') ('methods of another account: ' + $standardUser.methodsUnproven)
    Confirm-That ($standardUser.vaultRelease -notlike '*host-vault-password*') 'the vault answered on the people''s pipe'
    Confirm-That ($standardUser.malformed -notlike '*"host-status"*') 'malformed line'
    Confirm-That ($standardUser.tooLong -notlike '*"host-status"*') 'too long line'
    Confirm-That ($standardUser.afterwards -like '*"host-status"*') ('after bad lines: ' + $standardUser.afterwards)
}

Step '2.11' 'a standard user cannot make an instance of the people''s pipe' {
    if ($null -eq $standardUser) { Skip-Step 'the probe did not run' }
    Confirm-That ($standardUser.userAddInstance -eq 5) ('error ' + $standardUser.userAddInstance + ', 5 expected')
}

Step '2.14' 'at most four connections, thirty messages a minute and five proofs in five minutes' {
    if ($null -eq $standardUser) { Skip-Step 'the probe did not run' }
    Confirm-That ($standardUser.connections -le 4) ([string] $standardUser.connections + ' connections served at once')
    # The minute of the first probe has to pass, or its messages count here too.
    Start-Sleep -Seconds 65
    $seen = Invoke-AsStandardUser -Probe 'Limits.ps1' -Seconds 180
    $proofs = @($seen.proofs)
    Confirm-That ($proofs[0] -like '*password-wrong*' -or $proofs[0] -like '*password-check-unavailable*') ('first proof: ' + $proofs[0])
    Confirm-That ($proofs[5] -like '*too-many*' -or $proofs[5] -eq 'closed') ('sixth proof: ' + $proofs[5])
    Confirm-That ($seen.answered -le 30) ([string] $seen.answered + ' messages answered in a minute')
    Add-Note ('last answer: ' + $seen.last)
}

Step '2.15' 'nobody but administrators may stop or change the service' {
    $shown = Invoke-Program -File (Join-Path $env:SystemRoot 'System32\sc.exe') -Arguments @('sdshow', $GenkanService)
    Confirm-That ($shown.ExitCode -eq 0) $shown.Output
    # Change configuration, start, stop, pause, delete, change rights, take over.
    $others = @(Get-OthersWith $shown.Output (0x2 -bor 0x10 -bor 0x20 -bor 0x40 -bor 0x10000 -bor 0x40000 -bor 0x80000))
    Confirm-That ($others.Count -eq 0) ('others with rights: ' + ($others -join ', '))
    Add-Note $shown.Output
}

Step '7.17' 'nothing readable lies in the data folder but names, SIDs and times' -Prepared {
    foreach ($file in @(Get-ChildItem -LiteralPath $GenkanData -Recurse -Force -File)) { Add-Note ($file.FullName.Substring($GenkanData.Length) + ' ' + $file.Length) }
    Add-Note 'copy the folder to another machine and start the agent there: its key must not unseal'
}

Step '2.12' 'how to squat a pipe name by hand' -Prepared {
    Add-Note 'stop the service; as a standard user keep a NamedPipeServerStream "Genkan.user" open; start the service; the event log names it, the launcher refuses it before asking a password'
}

# Last, because a hole here removes Genkan.
Step '11.10' 'a standard user can do nothing to files, keys, service, nor by the commands' {
    $seen = Invoke-AsStandardUser -Probe 'Refusals.ps1' -Arguments @('-Program', $GenkanProgram, '-Data', $GenkanData) -Seconds 240
    foreach ($property in $seen.PSObject.Properties) {
        $harmless = $property.Value -like 'refused*' -or ($property.Name -like 'command*' -and $property.Value -ne '0' -and $property.Value -ne 'did not end')
        Confirm-That $harmless ($property.Name + ': ' + $property.Value)
    }
    Confirm-That ((Get-GenkanService).State -eq 'Running') 'the service no longer runs'
    Confirm-That (Test-Path -LiteralPath (Join-Path $GenkanData 'agent.json')) 'agent.json is gone'
}
