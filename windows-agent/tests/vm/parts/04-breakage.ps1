# Kills, stops and stale heartbeats: what comes back, and what the filter decides.

# What the installed filter answers in a fresh process; 1 = logon, 2 = unlock, 4 = elevation and other prompts.
function Get-FilterDecision {
    param([int] $Scenario = 1)
    return Invoke-Apart -Probe 'Filter.ps1' -Arguments @('-Scenario', [string] $Scenario, '-FilterClass', $GenkanFilter, '-PasswordProvider', $PasswordProvider, '-OwnProvider', $GenkanProvider)
}

function Confirm-SystemTiles {
    param([string] $When)
    $seen = Get-FilterDecision
    Confirm-That $seen.loaded ($When + ': the filter did not load: ' + $seen.message)
    Confirm-That $seen.passwordAllowed ($When + ': the filter hides the system''s tiles')
}

# Runs the body with enforcement on and puts everything back, the service too.
function Invoke-WithEnforcement {
    param([scriptblock] $Body)
    $before = Get-GuardValues
    try {
        Set-GuardNumber 'Enforce' 1
        Set-GuardNumber 'CrashCount' 0
        & $Body
    }
    finally {
        Restore-GuardValues $before
        if ((Get-GenkanService).State -ne 'Running') { Start-Genkan }
    }
}

function Get-GenkanEvents {
    param([datetime] $Since)
    return @(Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = $GenkanSource; StartTime = $Since } -ErrorAction SilentlyContinue)
}

if ($null -eq (Get-GenkanService)) { throw 'Genkan is not installed' }
if ((Get-GenkanService).State -ne 'Running') { Start-Genkan }

Step '2.3' 'an agent that is ended five times comes back each time, and the service stays' {
    $hostId = Get-HostId
    for ($i = 1; $i -le 5; $i++) {
        $old = Get-AgentId
        if ($old -eq 0) { throw 'no agent' }
        Stop-Hard $old
        $seconds = Wait-Until { $now = Get-AgentId; $now -ne 0 -and $now -ne $old } 120
        Confirm-That ($seconds -ge 0) ('no new agent after end number ' + $i)
        Add-Note ('end ' + $i + ': back after ' + $seconds + ' s')
    }
    Confirm-That ((Get-HostId) -eq $hostId) 'the service was restarted too'
}

Step '2.4' 'a host that is ended takes the agent with it and is started again by Windows' {
    $oldHost = Get-HostId
    $oldAgent = Get-AgentId
    Stop-Hard $oldHost
    Confirm-That ((Wait-Until { $null -eq (Get-Process -Id $oldAgent -ErrorAction SilentlyContinue) } 10) -ge 0) 'the agent outlived its host'
    $seconds = Wait-Until { $now = Get-HostId; $now -ne 0 -and $now -ne $oldHost } 60
    Confirm-That ($seconds -ge 0) 'the service did not come back within 60 s'
    Add-Note ('service back after ' + $seconds + ' s')
    Confirm-That ((Wait-Until { (Get-AgentId) -ne 0 } 60) -ge 0) 'no agent after that'
}

Step '9.3' 'observe: the filter leaves the system''s tiles alone' {
    if ((Get-RegistryValue $GenkanGuardKey 'Enforce') -eq 1) { Skip-Step 'this company enforces' }
    Confirm-SystemTiles 'observe'
}

Step '9.3' 'enforce, all well: the system''s password tile is hidden at logon and unlock, ours stays, other prompts are left alone' {
    Invoke-WithEnforcement {
        foreach ($scenario in @(1, 2)) {
            $seen = Get-FilterDecision $scenario
            Confirm-That $seen.loaded ('the filter did not load: ' + $seen.message)
            Confirm-That (-not $seen.passwordAllowed) ('scenario ' + $scenario + ': the password tile is shown')
            Confirm-That $seen.ownAllowed ('scenario ' + $scenario + ': our own tile is hidden')
        }
        $prompt = Get-FilterDecision 4
        Confirm-That $prompt.passwordAllowed 'the filter hides tiles of elevation prompts'
    }
}

Step '9.4' 'enforce, but crash counter 2, self-test failed or of another version: system''s tiles' {
    Invoke-WithEnforcement {
        Set-GuardNumber 'CrashCount' 2
        Confirm-SystemTiles 'crash counter 2'
        Set-GuardNumber 'CrashCount' 0
        $version = Get-RegistryValue $GenkanGuardKey 'SelfTestVersion'
        Set-ItemProperty -LiteralPath $GenkanGuardKey -Name 'SelfTestVersion' -Value '0.0.0-other'
        Confirm-SystemTiles 'self-test of another version'
        Set-ItemProperty -LiteralPath $GenkanGuardKey -Name 'SelfTestVersion' -Value ([string] $version)
        Set-GuardNumber 'SelfTestPassed' 0
        Confirm-SystemTiles 'self-test failed'
    }
}

Step '7.15' 'enforce and the service stopped: system''s tiles at once, with the reason in the event log' {
    Invoke-WithEnforcement {
        $since = Get-Date
        Stop-Service -Name $GenkanService
        # At most 120 s when the service was ended by force; an orderly stop does not wait.
        $seconds = Wait-Until { (Get-FilterDecision).passwordAllowed } 30
        Confirm-That ($seconds -ge 0) 'still hidden after 30 s'
        Add-Note ('shown after ' + $seconds + ' s')
        $events = @(Get-GenkanEvents $since)
        Confirm-That ($events.Count -gt 0) 'nothing in the event log'
        foreach ($entry in ($events | Select-Object -First 5)) { Add-Note ([string] $entry.Id + ' ' + $entry.Message) }
    }
}

Step '9.4' 'enforce and a heartbeat of tomorrow, of yesterday or none: system''s tiles' {
    Invoke-WithEnforcement {
        Stop-Service -Name $GenkanService
        try {
            # An orderly stop removes the file.
            Confirm-That (-not (Test-Path -LiteralPath $GenkanHeartbeat)) 'the heartbeat outlived an orderly stop'
            Confirm-SystemTiles 'no heartbeat'
            [IO.File]::WriteAllText($GenkanHeartbeat, 'x')
            (Get-Item -LiteralPath $GenkanHeartbeat).LastWriteTime = (Get-Date).AddDays(1)
            Confirm-SystemTiles 'heartbeat of tomorrow'
            (Get-Item -LiteralPath $GenkanHeartbeat).LastWriteTime = (Get-Date).AddDays(-1)
            Confirm-SystemTiles 'heartbeat of yesterday'
        }
        finally { Remove-Item -LiteralPath $GenkanHeartbeat -Force -ErrorAction SilentlyContinue }
    }
}

Step '9.3' 'how to see a suspended host at the real logon screen' -Prepared {
    Add-Note 'suspend genkan-host.exe (Resource Monitor), set Enforce to 1, lock; before the heartbeat is old our tile says it cannot check, after it the system''s tiles are there; resume the process'
}

Step '2.3' 'Genkan''s entries in the event log since the start of this run' -Prepared {
    foreach ($entry in @(Get-GenkanEvents $Vm.Started | Select-Object -First 40)) { Add-Note ($entry.TimeCreated.ToString('HH:mm:ss') + ' ' + $entry.Id + ' ' + $entry.Message) }
}
