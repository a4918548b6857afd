package workflows_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"github.com/luluchat/contacts/activities"
)

// diary is a workflow environment that keeps what was done in it, in order.
type diary struct {
	*testsuite.TestWorkflowEnvironment
	t   *testing.T
	mu  sync.Mutex
	did []string
}

func newDiary(t *testing.T) *diary {
	t.Helper()
	return &diary{TestWorkflowEnvironment: newEnv(&activities.Bulk{}), t: t}
}

func (env *diary) note(what string) {
	env.mu.Lock()
	defer env.mu.Unlock()
	env.did = append(env.did, what)
}

func (env *diary) done() []string {
	env.mu.Lock()
	defer env.mu.Unlock()
	return slices.Clone(env.did)
}

// tell sends an update after a while and requires that it is answered.
func (env *diary) tell(after time.Duration, update string) {
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(update, update+after.String(), &testsuite.TestUpdateCallback{
			OnAccept: func() {},
			OnReject: func(err error) { require.NoError(env.t, err) },
			OnComplete: func(_ any, err error) {
				require.NoError(env.t, err)
				env.note("answered " + update)
			},
		})
	}, after)
}
