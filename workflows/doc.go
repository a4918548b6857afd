// Package workflows holds the durable part: one workflow per channel and key
// decides everything that is pending for it, oldest first. Workflow code is
// deterministic; what touches the world is in package activities.
package workflows
