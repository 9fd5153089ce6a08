"""What the task API is compared with: FastAPI with SQLite and one worker; a create writes a task and its first event."""

import datetime
import os
import sqlite3
import uuid

import fastapi
import pydantic

database = sqlite3.connect(os.environ["DATABASE"], check_same_thread=False)
database.execute("PRAGMA journal_mode=WAL")
database.execute("CREATE TABLE task (id TEXT PRIMARY KEY, project_id TEXT, prompt TEXT, status TEXT, created_at TEXT)")
database.execute("CREATE TABLE event (task_id TEXT, seq INTEGER, type TEXT, PRIMARY KEY (task_id, seq))")
app = fastapi.FastAPI()


class Wanted(pydantic.BaseModel):
    project_id: str
    prompt: str = pydantic.Field(min_length=1, max_length=20_000)


class Task(Wanted):
    id: str
    status: str
    created_at: str


@app.post("/api/tasks", status_code=202)
async def create(wanted: Wanted) -> Task:
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    task = Task(id=str(uuid.uuid4()), status="pending", created_at=now, **wanted.model_dump())
    with database:
        database.execute("INSERT INTO task VALUES (?, ?, ?, ?, ?)",
                         (task.id, task.project_id, task.prompt, task.status, task.created_at))
        database.execute("INSERT INTO event VALUES (?, 1, 'task.created')", (task.id,))
    return task


@app.get("/api/tasks/{task_id}")
async def get(task_id: str) -> Task:
    found = database.execute("SELECT id, project_id, prompt, status, created_at FROM task WHERE id = ?", (task_id,))
    row = found.fetchone()
    if row is None:
        raise fastapi.HTTPException(404)
    return Task(**dict(zip(("id", "project_id", "prompt", "status", "created_at"), row)))
