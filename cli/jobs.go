package cli

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/luluchat/contacts/client"
	"github.com/luluchat/contacts/contact"
)

// jobsCommand looks at jobs and tells them what to do.
func jobsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "jobs", Short: "Look at jobs, which change many contacts at once; pause, cancel and undo them",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(jobsListCommand(), jobsShowCommand(), jobsUndoCommand(),
		jobsTellCommand(contact.PauseJob, "Pause a job: pages under way are decided"),
		jobsTellCommand(contact.ResumeJob, "Go on with a paused job, or have a scheduled one begin now"),
		jobsTellCommand(contact.CancelJob, "Cancel a job, or its undoing; of a scheduled one nothing is done"))
	return cmd
}

func jobsListCommand() *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use: "list", Short: "List the newest jobs", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := f.client()
			if err != nil {
				return err
			}
			jobs, err := c.Jobs(cmd.Context())
			if err != nil {
				return err
			}
			t := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(t, "ID\tCREATED\tACTION\tSTATUS\tCONTACTS\tPENDING")
			for _, j := range jobs {
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%d\n", j.ID, j.CreatedAt.Format("2006-01-02 15:04:05"), j.Action, j.Status, j.Counts.Total, j.Counts.Pending)
			}
			return t.Flush()
		},
	}
	f.add(cmd)
	return cmd
}

func jobsShowCommand() *cobra.Command {
	return jobCommand("show", "Show a job", func(cmd *cobra.Command, c client.Client, id string) error {
		j, err := c.Job(cmd.Context(), id)
		if err == nil {
			printJob(j, cmd.OutOrStdout())
		}
		return err
	})
}

func jobsTellCommand(command contact.JobCommand, short string) *cobra.Command {
	return jobCommand(string(command), short, func(cmd *cobra.Command, c client.Client, id string) error {
		j, err := c.CommandJob(cmd.Context(), id, command)
		if err == nil {
			printJob(j, cmd.OutOrStdout())
		}
		return err
	})
}

func jobsUndoCommand() *cobra.Command {
	var dry bool
	cmd := jobCommand("undo", "Take back what a job did, as far as nobody has changed it since", func(cmd *cobra.Command, c client.Client, id string) error {
		j, would, err := c.UndoJob(cmd.Context(), id, dry)
		if err != nil {
			return err
		}
		out := cmd.OutOrStdout()
		fmt.Fprintf(out, "removes %d, restores %d, leaves %d\n", would.Removes, would.Restores, would.Leaves)
		for _, why := range would.Why {
			fmt.Fprintf(out, "  leaves %d: %s\n", why.Count, why.Message)
		}
		printJob(j, out)
		return nil
	})
	cmd.Flags().BoolVar(&dry, "dry-run", false, "only say what it would do")
	return cmd
}

// jobCommand is a command about one job.
func jobCommand(name, short string, run func(*cobra.Command, client.Client, string) error) *cobra.Command {
	var f clientFlags
	cmd := &cobra.Command{
		Use: name + " JOB", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := f.client()
			if err != nil {
				return err
			}
			return run(cmd, c, args[0])
		},
	}
	f.add(cmd)
	return cmd
}

func printJob(j client.Job, out io.Writer) {
	fmt.Fprintf(out, "%s: %s\n", j.Action, j.Status)
	if j.BeginsAt != nil {
		fmt.Fprintf(out, "begins at %s\n", j.BeginsAt.Format(time.DateTime+" MST"))
	}
	if j.Error != nil {
		fmt.Fprintln(out, *j.Error)
	}
	n := j.Counts
	printCounts(out, []count{
		{"pending", n.Pending}, {"changed", n.Changed}, {"unchanged", n.Unchanged}, {"failed", n.Failed}, {"cancelled", n.Cancelled}, {"total", n.Total},
	})
	if u := j.Undo; u != nil {
		fmt.Fprintln(out, "undone:")
		printCounts(out, []count{{"removed", u.Removed}, {"restored", u.Restored}, {"left", u.Left}})
	}
}
