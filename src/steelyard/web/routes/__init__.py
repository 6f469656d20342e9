"""What a browser asks for beside pages; each file binds a FastAPI router to `ROUTER`."""
