# 常用命令。直接输入 make 看说明。

SHELL := /bin/sh
VENV  ?= .venv
BIN   := $(VENV)/bin
PORT  ?= 8000
JOBS  ?= 2
# The first Python that is new enough; `make PYTHON=/usr/bin/python3.13 …` chooses another.
PYTHON ?= $(shell sh tools/prerequisites python)
UV_VERSION := 0.13.8
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench soak lock reference clean prerequisites prerequisites-test

help: ## 显示这份说明
	@printf '梯度 Tidu\n\n用法：make <目标>\n\n'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/\1\t\2/p' Makefile | while IFS="$$(printf '\t')" read -r target text; do \
		printf '  %-10s %s\n' "$$target" "$$text"; done
	@printf '\n需要：git、make、Python 3.11 或更新。其余缺什么，上面的命令会列出来，并给出补齐的命令。\n'

prerequisites:
	@sh tools/prerequisites run

prerequisites-test:
	@sh tools/prerequisites test

# Made again only when what it installs has changed.
$(READY): requirements.lock pyproject.toml | prerequisites
	@printf '正在准备 Python 环境（%s）……\n' "$(VENV)"
	@$(BIN)/python -c '' 2>/dev/null || "$(PYTHON)" -m venv --clear "$(VENV)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(READY) ## 准备 Python 环境（已是最新时什么也不做）

run: $(READY) ## 启动演示：http://127.0.0.1:8000，PORT=8080 可换端口
	@$(BIN)/tidu demo --port $(PORT)

check: $(READY) ## 检查代码、表单和表单的用例，不运行测试
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tidu check forms/ --strict
	$(BIN)/tidu test forms/ --coverage

test: prerequisites-test check ## 检查，并运行全部测试（含浏览器和 PostgreSQL）
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

bench: $(READY) ## 测速
	$(BIN)/python -m tests.bench

soak: prerequisites-test $(READY) ## 长时间测试：不在 make test 之内的，及每条定律的大量例子
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -m "soak or hypothesis"

lock: $(READY) ## 按 pyproject.toml 重新锁定依赖版本
	@$(BIN)/python -m pip install -qq --disable-pip-version-check 'uv==$(UV_VERSION)'
	$(BIN)/uv pip compile pyproject.toml --all-extras --group setup --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade --quiet \
		--output-file requirements.lock

reference: $(READY) ## 重建 forms/reference/ 代码表（需要 npm）
	$(BIN)/python -m tools.reference

clean: ## 删除 Python 环境和缓存（不动 var/ 里的数据）
	rm -rf "$(VENV)" build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache ./*.egg-info
	find engine web tests tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
