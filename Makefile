# What people do with Sluice, one word each. `make` or `make help` lists it.
SHELL := /bin/bash
COMPOSE ?= $(shell if docker compose version >/dev/null 2>&1; then echo "docker compose"; else echo docker-compose; fi)
CONFIG ?=
CONFIG_OPTION = $(if $(CONFIG),--config $(CONFIG))
LOG_SERVICES := kafka minio producer sluice sluice-spark spark-master spark-worker prometheus grafana
.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@grep -hE '^[a-zA-Z0-9_%*-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  %-18s %s\n", $$1, $$2}'

.PHONY: up down restart health logs topics monitoring spark-shell
.env:
	@echo "There is no .env: cp .env.example .env, and change what it says" >&2; exit 78

up: .env ## start the stack and wait until all is healthy (PROFILE=spark adds Spark)
	$(COMPOSE) $(if $(PROFILE),--profile $(PROFILE)) up -d --build
	scripts/health-check --wait 180

down: ## stop the stack; data stays (VOLUMES=1 deletes it)
	$(COMPOSE) --profile spark down $(if $(VOLUMES),-v)

restart: ## stop and start the runner, which goes on where it was
	$(COMPOSE) restart sluice

health: ## say of every service whether it works, and what is wrong
	scripts/health-check

logs: ## follow all logs
	$(COMPOSE) logs -f --tail 100

.PHONY: $(addprefix logs-,$(LOG_SERVICES))
$(addprefix logs-,$(LOG_SERVICES)): logs-%:
	$(COMPOSE) logs -f --tail 100 $*

logs-*: ## follow the logs of one service: logs-sluice, logs-producer, logs-kafka, ...
	@echo "Which service? $(addprefix logs-,$(LOG_SERVICES))" >&2; exit 2

topics: ## describe the topics of the stack
	$(COMPOSE) exec kafka /opt/kafka/bin/kafka-topics.sh --bootstrap-server localhost:19092 --describe

monitoring: ## where to look, and what Prometheus scrapes
	@echo "live page http://localhost:8081   Grafana http://localhost:3000   Prometheus http://localhost:9090"
	@curl -fsS http://localhost:9090/api/v1/targets | grep -o '"scrapeUrl":"[^"]*"\|"health":"[^"]*"' | paste - - || true

spark-shell: ## a Spark shell in the stack's worker
	$(COMPOSE) --profile spark exec spark-worker /opt/spark/bin/spark-shell

.PHONY: query
query: ## ask the lake of the stack, or the one that CONFIG=sluice.properties names (ARGS="--quantile 0.99")
	$(if $(CONFIG),./sluice query $(CONFIG_OPTION),$(COMPOSE) run --rm sluice query) $(ARGS)

.PHONY: build test test-unit test-long test-integration test-e2e test-query bench clean
build: ## build the jar
	./sluice --version

test: ## everything: mvn verify
	mvn -B -ntp verify

test-unit: ## the unit tier, under a minute
	mvn -B -ntp test

test-long: ## everything, every test in its long form
	mvn -B -ntp -Plong verify

test-integration: ## the tests that start brokers and stores
	mvn -B -ntp verify -Dtests.unit=none -Dtests.verify=integration

test-e2e: ## the tests that run the jar
	mvn -B -ntp verify -Dtests.unit=none -Dtests.verify=e2e

test-query: ## the tests of the question
	mvn -B -ntp -pl etl-core -am test -Dtest='*Query*Test,*Quantile*Test,*Moments*Test' -Dsurefire.failIfNoSpecifiedTests=false

bench: ## two million events end to end
	scripts/bench

clean: ## delete what the build made
	mvn -B -ntp -q clean
