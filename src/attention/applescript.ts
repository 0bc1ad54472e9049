// Values come in as arguments (`item 1 of argv`), never as part of the script.

/** Shows the iTerm2 session whose unique id is the first argument. */
export const FOCUS_ITERM = `on run argv
  tell application "iTerm2"
    repeat with w in windows
      repeat with t in tabs of w
        repeat with s in sessions of t
          if unique id of s is item 1 of argv then
            select w
            select t
            select s
            activate
            return
          end if
        end repeat
      end repeat
    end repeat
  end tell
  error "no such session"
end run`;

/** Shows the tab of Terminal whose tty is the first argument. */
export const FOCUS_APPLE_TERMINAL = `on run argv
  tell application "Terminal"
    repeat with w in windows
      repeat with t in tabs of w
        if tty of t is item 1 of argv then
          set selected of t to true
          set index of w to 1
          activate
          return
        end if
      end repeat
    end repeat
  end tell
  error "no such tab"
end run`;

/** Shows a notification: the first argument is its title, the second its text, each after a sign. */
export const NOTIFY_MACOS = `on run argv
  set theTitle to text 2 thru -1 of (item 1 of argv)
  set theText to text 2 thru -1 of (item 2 of argv)
  display notification theText with title theTitle
end run`;
