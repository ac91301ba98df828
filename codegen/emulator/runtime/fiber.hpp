#pragma once

#include <sys/mman.h>
#include <ucontext.h>

#include <functional>
#include <new>
#include <utility>

namespace emulator {

// A thread of execution that is switched by hand, so that a program runs the same way every time.
class Fiber {
public:
    // The body must not let an exception out.
    explicit Fiber(std::function<void()> body) : body_(std::move(body)) {
        stack_ = mmap(nullptr, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (stack_ == MAP_FAILED) {
            throw std::bad_alloc();
        }
        mprotect(stack_, guard_bytes, PROT_NONE);  // an overflow is a segmentation fault, not a corruption
        getcontext(&own_);
        own_.uc_stack.ss_sp = stack_;
        own_.uc_stack.ss_size = stack_bytes;
        own_.uc_link = &scheduler_;
        makecontext(&own_, &Fiber::start, 0);
    }

    ~Fiber() { munmap(stack_, stack_bytes); }

    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    // From outside: runs the body until it suspends itself or ends.
    void resume() {
        starting_ = this;
        swapcontext(&scheduler_, &own_);
    }

    // From the body: back to whoever resumed it.
    void suspend() { swapcontext(&own_, &scheduler_); }

    bool finished() const { return finished_; }

private:
    static constexpr size_t stack_bytes = 128 * 1024;
    static constexpr size_t guard_bytes = 16 * 1024;

    static void start() {
        Fiber* self = starting_;
        self->body_();
        self->finished_ = true;
    }

    inline static Fiber* starting_ = nullptr;  // makecontext passes no pointer portably

    std::function<void()> body_;
    void* stack_ = nullptr;
    ucontext_t own_ = {};
    ucontext_t scheduler_ = {};
    bool finished_ = false;
};

}  // namespace emulator
