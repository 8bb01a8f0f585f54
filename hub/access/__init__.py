"""Who may reach Kafka, and what each may do there: rules, logins, quotas, certificates."""
