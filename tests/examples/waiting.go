// Who waits for a person, current past any break. Usage: go run waiting.go [socket]
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"sort"
	"strings"
	"time"
)

type session struct {
	ID     string `json:"session_id"`
	Status string `json:"status"`
}

type event struct {
	Type, Epoch string
	Seq         int64
	Resumed     bool
	Sessions    []session
	Deleted     []string
	Session     session
	SessionID   string `json:"session_id"`
}

var sessions = map[string]session{}
var request = map[string]any{"cmd": "SUB"}

func take(e event) {
	switch e.Type {
	case "": // the reply to SUB
		return
	case "snapshot":
		if e.Resumed {
			e.Type = "resumed"
		} else {
			clear(sessions) // another life of the state, or the first look at it
		}
		for _, one := range e.Sessions {
			sessions[one.ID] = one
		}
		for _, id := range e.Deleted {
			delete(sessions, id)
		}
		request["epoch"] = e.Epoch
	case "update":
		sessions[e.Session.ID] = e.Session
	case "delete":
		delete(sessions, e.SessionID)
	}
	request["since"] = e.Seq
	waiting := []string{}
	for id, one := range sessions {
		if one.Status == "attention" || one.Status == "question" {
			waiting = append(waiting, id)
		}
	}
	sort.Strings(waiting)
	fmt.Println(e.Type + ": " + strings.Join(waiting, " "))
}

func main() {
	path := "/tmp/agent-console.sock"
	if given := os.Getenv("AGENT_CONSOLE_SOCKET"); given != "" {
		path = given
	}
	if len(os.Args) > 1 {
		path = os.Args[1]
	}
	for ; ; time.Sleep(200 * time.Millisecond) {
		hub, err := net.Dial("unix", path)
		if err != nil {
			continue // the hub is away
		}
		json.NewEncoder(hub).Encode(request)
		for lines := json.NewDecoder(hub); ; {
			var e event
			if lines.Decode(&e) != nil {
				break // it went away, perhaps in the middle of a line
			}
			take(e)
		}
		hub.Close()
	}
}
