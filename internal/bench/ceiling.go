package bench

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	commandpb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/grpc"
)

// ceiling is what this Temporal server allows: workflows that do nothing, started
// eagerly by a client like the dispatcher's. A workflow counts when the server has
// taken its completion.
var ceiling = scenario{
	name: "ceiling", doing: "empty workflows, eager start, and such with three steps that do nothing",
	run: func(ctx context.Context, r *rig) (metrics, error) {
		n := r.opts.n(1500)
		before := r.cpu(r.main)
		rate, err := r.probe.rate(ctx, n, emptyWorkflow)
		if err != nil {
			return nil, err
		}
		out := metrics{"ceiling": rate}
		r.since(before, r.main, n, "ceiling", out)
		before = r.cpu(r.main)
		if out["steps"], err = r.probe.rate(ctx, n, stepsWorkflow); err != nil {
			return nil, err
		}
		r.since(before, r.main, n, "steps", out)
		return out, nil
	},
}

// The workflows of the probe. The second has the shape of a new contact's: what
// such a workflow costs Temporal when its steps cost nothing.
const (
	emptyWorkflow = "BenchEmpty"
	stepsWorkflow = "BenchSteps"
)

func threeSteps(ctx workflow.Context) error {
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: time.Minute})
	for range 3 {
		if err := workflow.ExecuteLocalActivity(ctx, func(context.Context) error { return nil }).Get(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

// ceilingProbe is a client and a worker of empty workflows.
type ceilingProbe struct {
	client    client.Client
	worker    worker.Worker
	taskQueue string
	completed atomic.Int64
	started   atomic.Int64
}

func newCeilingProbe(r *rig) (*ceilingProbe, error) {
	p := &ceilingProbe{taskQueue: fmt.Sprintf("bench-ceiling-%d", os.Getpid())}
	var err error
	p.client, err = client.Dial(client.Options{
		HostPort: r.address, Namespace: r.namespace(), Logger: sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler)),
		ConnectionOptions: client.ConnectionOptions{DialOptions: []grpc.DialOption{grpc.WithChainUnaryInterceptor(p.count)}},
	})
	if err != nil {
		return nil, err
	}
	p.worker = worker.New(p.client, p.taskQueue, worker.Options{WorkerStopTimeout: time.Second})
	p.worker.RegisterWorkflowWithOptions(func(workflow.Context) error { return nil }, workflow.RegisterOptions{Name: emptyWorkflow})
	p.worker.RegisterWorkflowWithOptions(threeSteps, workflow.RegisterOptions{Name: stepsWorkflow})
	return p, p.worker.Start()
}

// count counts the completions that the server has taken.
func (p *ceilingProbe) count(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	err := invoke(ctx, method, req, reply, cc, opts...)
	done, ok := req.(*workflowservice.RespondWorkflowTaskCompletedRequest)
	if err != nil || !ok {
		return err
	}
	for _, command := range done.GetCommands() {
		if command.GetCommandType() == commandpb.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION {
			p.completed.Add(1)
		}
	}
	return nil
}

// rate runs n workflows of a type and returns how many completed a second.
func (p *ceilingProbe) rate(ctx context.Context, n int, name string) (perSecond float64, err error) {
	goal := p.completed.Load() + int64(n)
	began := time.Now()
	_, err = flood(ctx, n, func(ctx context.Context, _ int) error {
		_, err := p.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
			ID:        fmt.Sprintf("bench/empty/%d/%d", os.Getpid(), p.started.Add(1)),
			TaskQueue: p.taskQueue, EnableEagerStart: true,
		}, name)
		return err
	})
	if err != nil {
		return 0, err
	}
	for p.completed.Load() < goal {
		if time.Since(began) > patience {
			return 0, fmt.Errorf("%d of %d workflows %s are still open", goal-p.completed.Load(), n, name)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

func (p *ceilingProbe) stop() {
	p.worker.Stop()
	p.client.Close()
}
