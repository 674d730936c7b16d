package cli

import "assay/runner/internal/report"

// jobOf returns the job of the CI server that runs this process, from the variables that GitHub
// Actions and GitLab CI set in every job; nil without one.
func jobOf(env func(string) (string, bool)) *report.Job {
	get := func(name string) string { value, _ := env(name); return value }
	var job *report.Job
	switch {
	case get("GITHUB_ACTIONS") == "true":
		project := get("GITHUB_SERVER_URL") + "/" + get("GITHUB_REPOSITORY")
		job = &report.Job{Server: "GitHub Actions", Commit: get("GITHUB_SHA"), CommitURL: project + "/commit/" + get("GITHUB_SHA")}
		if id := get("GITHUB_RUN_ID"); id != "" {
			job.URL = project + "/actions/runs/" + id
		}
	case get("GITLAB_CI") == "true":
		job = &report.Job{Server: "GitLab CI", URL: get("CI_JOB_URL"), Commit: get("CI_COMMIT_SHA"), CommitURL: get("CI_PROJECT_URL") + "/-/commit/" + get("CI_COMMIT_SHA")}
	default:
		return nil
	}
	if job.Commit == "" {
		job.CommitURL = ""
	}
	return job
}
