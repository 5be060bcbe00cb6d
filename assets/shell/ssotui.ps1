# ssotui for PowerShell 5.1 and 7. In $PROFILE:  ssotui init powershell | Out-String | Invoke-Expression
#
#   sso [WORDS]      pick a profile (the only one that matches is taken) and set AWS_PROFILE here
#   sso -            back to the profile before
#   sso --clear      no profile
#   sso --screen     the whole screen of ssotui; Enter uses the profile there
#
# For the prompt:  function prompt { "$(ssotui_prompt)PS $PWD> " }

$global:__ssotuiPrevious = ''

# Runs ssotui and gives what it prints: in UTF-8, whatever the console's code page is.
function global:__ssotui_run {
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
        & (Get-Command -Name ssotui -CommandType Application | Select-Object -First 1) @args
    } finally {
        [Console]::OutputEncoding = $encoding
    }
}

# Sets the profile, or none for an empty name. Keys in the environment would win over it.
function global:__ssotui_use {
    param([string]$Name)
    $global:__ssotuiPrevious = "$env:AWS_PROFILE"
    foreach ($variable in 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN', 'AWS_CREDENTIAL_EXPIRATION', 'AWS_DEFAULT_PROFILE', 'AWS_PROFILE') {
        Remove-Item -LiteralPath "Env:$variable" -ErrorAction SilentlyContinue
    }
    if ($Name) { $env:AWS_PROFILE = $Name }
}

function global:sso {
    $first = ''
    if ($args.Count -gt 0) { $first = [string]$args[0] }
    if ($first -eq '-') { __ssotui_use $global:__ssotuiPrevious; return }
    if ($first -eq '--clear') { __ssotui_use ''; return }
    if ($first -eq '-h' -or $first -eq '--help') { __ssotui_run pick --help; return }
    $words = @('pick', '--select-1') + $args
    if ($first -eq '--screen') { $words = @('--choose', 'powershell') + @($args | Select-Object -Skip 1) }
    $picked = __ssotui_run @words
    if ($LASTEXITCODE -eq 0 -and $picked) { __ssotui_use ([string]$picked) }
}

# The profile and the time left, with a blank behind; nothing where no profile is set.
function global:ssotui_prompt {
    if (-not "$env:AWS_PROFILE$env:AWS_ACCESS_KEY_ID") { return '' }
    $code = $global:LASTEXITCODE
    $text = __ssotui_run status --prompt 2>$null
    $global:LASTEXITCODE = $code
    if ($text) { "$text " } else { '' }
}

Register-ArgumentCompleter -Native -CommandName sso -ScriptBlock {
    param($word)
    $names = @(__ssotui_run list --names 2>$null) + '-', '--clear', '--screen'
    foreach ($name in $names) {
        if ($name.StartsWith("$word".Trim("'"), [StringComparison]::OrdinalIgnoreCase)) {
            $text = $name
            if ($name -notmatch '^[A-Za-z0-9_./-]+$') {
                $text = "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($name) + "'"
            }
            [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $name)
        }
    }
}
